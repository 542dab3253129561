/** Runs one command: its context, Ctrl-C, its errors and its exit code. */
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { chooseDataDir, practiceDirOf } from './host/data-dir.ts';
import { createOutput } from './output.ts';

export interface CommandFlags {
  dataDir?: string;
  json?: boolean;
  practice?: boolean;
}

/** Ends the process with the command's exit code once its output is written. */
export async function runCommand(flags: CommandFlags, command: Command): Promise<void> {
  const output = createOutput(flags.json === true, { out: process.stdout, err: process.stderr });
  const signal = listenForStop();
  try {
    const chosen = chooseDataDir(flags.dataDir, process.env);
    const dataDir = flags.practice === true ? practiceDirOf(chosen) : chosen;
    process.exitCode = await command({ dataDir, output, env: process.env, signal });
  } catch (error) {
    process.exitCode = await tell(error);
  }
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // Whatever is still open (a kept-alive connection) must not hold a finished command up.
  process.exit();

  async function tell(error: unknown): Promise<number> {
    if (signal.aborted && (error as Error).name === 'AbortError') return exitCodes.interrupted;
    const { exitCodeOf, toCliProblem } = await import('./problems.ts');
    const problem = toCliProblem(error);
    output.problem(problem);
    if (process.env.RULEPOST_DEBUG) process.stderr.write(`${(error as Error).stack}\n`);
    return exitCodeOf(problem);
  }
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

/**
 * The first Ctrl-C asks the command to end in good order; pressed again, it does not wait for that.
 * One press can arrive twice (from the terminal and from npm), so only a later one is a second.
 */
function listenForStop(): AbortSignal {
  const stop = new AbortController();
  let askedAt = 0;
  const ask = () => {
    if (stop.signal.aborted && performance.now() - askedAt > 1000) {
      process.exit(exitCodes.interrupted);
    }
    askedAt = performance.now();
    stop.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, ask);
  return stop.signal;
}
