/** `rulepost run RULE`, and what a person decides about runs: approve, discard, retry. */
import type { CliConnection } from '../client.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { dryRunLines } from '../dry-run-lines.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitCodeOfRuns, followRuns, runLines, unfinishedRuns } from '../follow-run.ts';
import { mark } from '../words.ts';

export function runCommand(
  context: CommandContext,
  id: string,
  options: { dryRun: boolean },
): Promise<number> {
  return withConnection(context, async (connection) => {
    const { client } = connection;
    if (options.dryRun) {
      const dryRun = await client.rules.dryRun({ id });
      context.output.document(dryRun);
      for (const line of dryRunLines(dryRun)) context.output.line(line);
      return exitCodes.done;
    }
    await connection.start(id);
    const begun = (await client.rules.run({ id })).runIds;
    const runIds = [...new Set([...begun, ...(await unfinishedRuns(client, id))])];
    if (runIds.length === 0) {
      context.output.line(`${mark('info')} Nothing to send: there is no new row that matches.`);
    }
    return followAndTell(context, connection, runIds);
  });
}

/** `approve` and `retry` set the run going and follow it; `wait: false` leaves it to the service. */
export function decideCommand(
  context: CommandContext,
  id: string,
  decision: 'approve' | 'discard' | 'retry',
  options: { wait: boolean },
): Promise<number> {
  return withConnection(context, async (connection) => {
    const run = await connection.client.runs[decision]({ id });
    if (decision !== 'discard' && options.wait) {
      await connection.start(run.ruleId);
      return followAndTell(context, connection, [id]);
    }
    context.output.document(run);
    const words = {
      approve: 'approved',
      discard: 'discarded; nobody is mailed',
      retry: 'set going again',
    };
    context.output.line(`${mark('good')} The run ${id} is ${words[decision]}.`);
    if (decision !== 'discard' && connection.alone) {
      context.output.line('  It goes on once Rulepost runs: rulepost serve');
    }
    return exitCodes.done;
  });
}

async function followAndTell(
  context: CommandContext,
  connection: CliConnection,
  runIds: readonly string[],
): Promise<number> {
  const { output, signal } = context;
  const runs = await followRuns(context, connection, runIds);
  output.document({ runs });
  for (const run of runs) for (const line of runLines(run, connection.alone)) output.line(line);
  if (signal.aborted) {
    const rest = connection.alone ? 'goes on with the next start' : 'goes on in the background';
    output.line(`${mark('info')} Stopped looking; the run ${rest}.`);
    return exitCodes.interrupted;
  }
  return exitCodeOfRuns(runs);
}
