/** What every command is given, and how the common kind of command is run. */
import { type CliConnection, connectCli } from './client.ts';
import type { Output } from './output.ts';

export interface CommandContext {
  dataDir: string;
  output: Output;
  env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl-C and by a request to end. */
  signal: AbortSignal;
}

/** @returns the exit code. Throws what went wrong. */
export type Command = (context: CommandContext) => Promise<number>;

/** Runs `work` with a connection that is closed afterwards, however it ends. */
export async function withConnection(
  context: CommandContext,
  work: (connection: CliConnection) => Promise<number>,
): Promise<number> {
  const connection = await connectCli(context);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Resolves when the person (or the system) asks the command to end. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
