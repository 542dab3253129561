/**
 * Practice: the whole job once, as the business would live through it. Connect, apply a rule, find
 * rows, send, read back.
 */
import { readFile } from 'node:fs/promises';
import type { DryRun, RunDetail } from '../../../shared/contract/schemas.ts';
import type { Fetch } from '../../core/ports.ts';
import type { CliConnection, Client } from '../client.ts';
import type { CommandContext } from '../command.ts';
import { exitCodeOfRuns, followRuns, unfinishedRuns } from '../follow-run.ts';
import { sampleRuleId } from '../practice-sample/rule.ts';
import { count, mark, wrap } from '../words.ts';
import { connectPractice } from './connect.ts';
import { jobLines } from './report.ts';
import { addSampleOrder, type SampleFiles, writeSampleFiles } from './sample-files.ts';

export interface JobResult {
  /** Address and subject of each mail. */
  mailed: { address: string; subject: string }[];
  notMailed: { row: string; address: string; reason: string }[];
  notMatching: number;
  /** Rows taken in an earlier start. */
  seenBefore: number;
  runs: { id: string; state: string }[];
  exitCode: number;
}

export interface JobOptions {
  /** The practice folder; exists. */
  folder: string;
  client: Client;
  fetch: Fetch;
}

/** Runs the job and says what happens on the way. Throws what stopped it. */
export async function practiceJob(
  context: CommandContext,
  { folder, client, fetch }: JobOptions,
): Promise<JobResult> {
  const { output } = context;
  const account = await connectPractice(context, client, fetch);
  output.line(`${mark('good')} Connected as ${account}.`);

  const files = await writeSampleFiles(folder);
  const text = await readFile(files.ruleFile, 'utf8');
  const { rule } = await client.rules.apply({ text, file: files.ruleFile, folder });
  output.line(`${mark('good')} Rule ${rule.id}:`);
  for (const line of wrap(rule.sentence)) output.line(`  ${line}`);

  // While it is switched off nothing takes the rows away between looking and sending.
  if (rule.enabled) await client.rules.disable({ id: rule.id });
  const preview = await somethingToSend(context, client, rule.id, files);
  const startedAt = Date.now();
  await client.rules.enable({ id: rule.id });
  const { runIds } = await client.rules.run({ id: rule.id });
  const connection: CliConnection = {
    client,
    alone: false,
    start: async () => {},
    close: async () => {},
  };
  const ids = await runsOfThisStart(client, rule.id, startedAt, runIds);
  const runs = await followRuns(context, connection, ids);
  const result = await collect(client, runs, preview);
  // Interrupted, it has no end to tell of.
  if (!context.signal.aborted) for (const line of jobLines(result, runs)) output.line(line);
  return result;
}

/** A dry run; when every row was seen in an earlier start, one more order is added first. */
async function somethingToSend(
  { output }: CommandContext,
  client: Client,
  id: string,
  files: SampleFiles,
): Promise<DryRun> {
  const preview = await client.rules.dryRun({ id });
  output.line(
    `${mark('info')} ${count(preview.rowsRead, 'row')} in orders.csv, ${preview.rowsAlreadySeen} of them seen before.`,
  );
  if (id !== sampleRuleId || preview.matches.length > 0) return preview;
  if (!(await addSampleOrder(files))) {
    output.line(
      `${mark('info')} orders.csv was changed by you, so it is left as it is. Add a row to send again.`,
    );
    return preview;
  }
  output.line(
    `${mark('info')} There was nobody new to mail, so one order was added to orders.csv.`,
  );
  return client.rules.dryRun({ id });
}

/** The background work may have taken the rows, and even sent them, before the command did. */
async function runsOfThisStart(
  client: Client,
  ruleId: string,
  startedAt: number,
  runIds: readonly string[],
): Promise<string[]> {
  const recent = (await client.runs.list({ ruleId }))
    .filter((run) => run.createdAt >= startedAt)
    .map((run) => run.id)
    .reverse();
  return [...new Set([...runIds, ...(await unfinishedRuns(client, ruleId)), ...recent])];
}

async function collect(client: Client, runs: RunDetail[], preview: DryRun): Promise<JobResult> {
  const subjects = new Map(preview.matches.map((match) => [match.address, match.subject]));
  for (const mail of await mailbox(client)) subjects.set(mail.to, mail.subject);
  const mailed = runs.flatMap((run) =>
    run.deliveries
      .filter((delivery) => delivery.state === 'sent')
      .map(({ address }) => ({ address, subject: subjects.get(address) ?? run.subject })),
  );
  const leftOut = preview.excluded.map(({ row, address, reason }) => {
    return { row, address, reason: reason.what };
  });
  const notSent = runs.flatMap((run) =>
    run.deliveries
      .filter((delivery) => delivery.state !== 'sent')
      .map(({ row, address, reason }) => ({ row, address, reason: reason?.what ?? 'not yet' })),
  );
  return {
    mailed,
    notMailed: [...leftOut, ...notSent],
    notMatching: preview.notMatching,
    seenBefore: preview.rowsAlreadySeen,
    runs: runs.map(({ id, state }) => ({ id, state })),
    exitCode: exitCodeOfRuns(runs),
  };
}

/** The mails that really arrived, oldest first; another server than the built-in one has no mailbox here. */
async function mailbox(client: Client): Promise<{ to: string; subject: string }[]> {
  const { mode } = await client.status();
  if (mode !== 'practice') return [];
  try {
    return (await client.practice.mailbox({ limit: 500 })).mails.reverse();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'PROBLEM') return [];
    throw error;
  }
}
