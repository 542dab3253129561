/** `rulepost run RULE`, and what a person decides about runs: approve, discard, retry. */
import type { DryRun } from '../../../shared/contract/schemas.ts';
import type { CliConnection } from '../client.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitCodeOfRuns, followRuns, runLines, unfinishedRuns } from '../follow-run.ts';
import { bold, count, dim, mark, short, table } from '../words.ts';

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
    await connection.start();
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
      await connection.start();
      return followAndTell(context, connection, [id]);
    }
    context.output.document(run);
    const words = {
      approve: 'approved',
      discard: 'discarded; nobody is mailed',
      retry: 'set going again',
    };
    context.output.line(`${mark('good')} The run ${id} is ${words[decision]}.`);
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

export function dryRunLines(dryRun: DryRun): string[] {
  const matches = dryRun.matches.length + dryRun.moreMatches;
  const excluded = dryRun.excluded.length + dryRun.moreExcluded;
  const lines = [
    `Dry run of ${bold(dryRun.ruleId)}: nothing is sent and nothing is remembered.`,
    '',
    `${count(dryRun.rowsRead, 'row')} read: ${matches} would be mailed, ${excluded} left out, ` +
      `${dryRun.notMatching} not matching, ${dryRun.rowsAlreadySeen} seen before.`,
  ];
  if (matches > 0) {
    lines.push('', bold('Would be mailed'));
    const rows = dryRun.matches.map((match) => [
      match.row,
      match.address,
      short(match.subject, 60),
    ]);
    lines.push(...table(rows).map((line) => `  ${line}`), ...moreLine(dryRun.moreMatches));
  }
  if (excluded > 0) {
    lines.push('', bold('Would not be mailed'));
    const rows = dryRun.excluded.map((one) => [one.row, one.address || '-', one.reason.what]);
    lines.push(...table(rows).map((line) => `  ${line}`), ...moreLine(dryRun.moreExcluded));
  }
  const { least, most } = dryRun.calls;
  const price = least === most ? `${count(least, 'call')}` : `${least} to ${count(most, 'call')}`;
  lines.push('', `Price: ${price} to Constant Contact in ${count(dryRun.runs, 'run')}.`);
  return lines;
}

function moreLine(more: number): string[] {
  return more > 0 ? [dim(`  and ${more} more`)] : [];
}
