/** Follows a run to a state in which nothing more happens by itself soon. */
import cliProgress from 'cli-progress';
import type { RunDetail, RunView, StepName } from '../../shared/contract/schemas.ts';
import type { CliConnection, Client } from './client.ts';
import type { CommandContext } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { exitCodeOf } from './problems.ts';
import { changesOf } from './watch.ts';
import { count, dim, mark, moment, rowName, short } from './words.ts';

/** The steps in the order of a run, each in words. */
const stepWords: Readonly<Record<StepName, string>> = {
  list: 'making the contact list',
  import: 'handing over the contacts',
  poll: 'waiting for the import',
  verify: 'checking the count',
  campaign: 'making the e-mail',
  audience: 'choosing who gets it',
  schedule: 'asking for it to be sent',
  watch: 'waiting until it has left',
  'read-back': 'reading back who got it',
  'clean-up': 'tidying up',
};
const steps = Object.keys(stepWords) as StepName[];

/** A wait longer than this, in milliseconds, is left to the service; the command ends. */
const longWait = 120_000;
const addressesShown = 10;

/**
 * @returns the runs as they ended: done, failed, discarded, held, or waiting for something that
 *   takes long. Stops early when `context.signal` aborts.
 */
export async function followRuns(
  context: CommandContext,
  { client, alone }: CliConnection,
  runIds: readonly string[],
): Promise<RunDetail[]> {
  const ended: RunDetail[] = [];
  for (const id of runIds) {
    const progress = createProgress(context);
    try {
      for await (const _ of changesOf(client, ['runs'], context.signal)) {
        const run = await client.runs.get({ id });
        progress.show(run);
        if (isSettled(run, Date.now()) || (alone && (await waitsForOthers(client, run)))) {
          ended.push(run);
          break;
        }
      }
    } finally {
      progress.end();
    }
  }
  return ended;
}

/**
 * @returns the rule's runs that are not over yet, oldest first: `rules.run` names only those it has
 *   just begun, and the background work may have been quicker
 */
export async function unfinishedRuns(client: Client, ruleId: string): Promise<string[]> {
  const open = await client.runs.list({ ruleId, open: true, limit: 500 });
  return open.filter((run) => run.state !== 'failed').map((run) => run.id);
}

/** Alone only this rule's runs move: one that waits for another rule's would be waited for in vain. */
async function waitsForOthers(client: Client, run: RunView): Promise<boolean> {
  if (run.state !== 'waiting' || run.problem?.code !== 'fields-in-use') return false;
  const open = await client.runs.list({ ruleId: run.ruleId, open: true, limit: 500 });
  return !open.some(({ id, state }) => id !== run.id && !['held', 'failed'].includes(state));
}

/** @returns true when looking on is of no use: it has ended, or waits for a person or for long. */
export function isSettled(run: RunView, now: number): boolean {
  if (run.state !== 'waiting') return !['queued', 'running'].includes(run.state);
  if (run.problem === null) return false;
  if (exitCodeOf(run.problem) === exitCodes.reconnect) return true;
  return run.wakeAt !== null && run.wakeAt - now > longWait;
}

/** @returns the exit code for how runs ended; the one that asks most of a person wins. */
export function exitCodeOfRuns(runs: readonly RunView[]): number {
  const codes = runs.map((run) => {
    if (run.state === 'done' || run.state === 'discarded') return exitCodes.done;
    if (run.state === 'held') return exitCodes.held;
    return run.problem === null ? exitCodes.failed : exitCodeOf(run.problem);
  });
  const order = [exitCodes.reconnect, exitCodes.failed, exitCodes.held];
  return order.find((code) => codes.includes(code)) ?? exitCodes.done;
}

/** Says how a run ended: who was mailed, who was not and why, and what can be done. */
export function runLines(run: RunDetail, alone: boolean): string[] {
  // Where texts differ per person it is the first one's.
  const subject = `"${short(run.subject, 60)}"`;
  switch (run.state) {
    case 'done':
      return [
        `${mark('good')} ${count(run.sent, 'person was', 'people were')} mailed, with ${subject}`,
        ...deliveryLines(run),
      ];
    case 'discarded':
      return [`${mark('info')} Run ${run.id} is discarded; nobody was mailed.`];
    case 'held':
      return [
        `${mark('warning')} Held for approval: ${count(run.recipients, 'person', 'people')}, with ${subject}`,
        ...problemLines(run),
        `  Approve it: rulepost approve ${run.id}`,
        `  Discard it: rulepost discard ${run.id}`,
      ];
    case 'failed':
      return [
        `${mark('error')} The run ${run.id} has failed.`,
        ...problemLines(run),
        ...deliveryLines(run),
        `  Go on from there: rulepost retry ${run.id}`,
      ];
    default:
      return [
        `${mark('warning')} The run ${run.id} waits${run.wakeAt === null ? '' : ` until ${moment(run.wakeAt)}`}.`,
        ...problemLines(run),
        alone
          ? `  It goes on when Rulepost runs (rulepost serve), or with: rulepost run ${run.ruleId}`
          : '  It goes on by itself.',
      ];
  }
}

function problemLines({ problem }: RunView): string[] {
  return problem === null ? [] : [`  ${problem.what}`, `  ${problem.advice}`];
}

function deliveryLines(run: RunDetail): string[] {
  const mailed = run.deliveries.filter((delivery) => delivery.state === 'sent');
  const others = run.deliveries.filter((delivery) => delivery.state !== 'sent');
  const lines = mailed.slice(0, addressesShown).map((delivery) => `  ${delivery.address}`);
  const more = run.sent - Math.min(mailed.length, addressesShown);
  if (more > 0) lines.push(dim(`  and ${count(more, 'more', 'more')}`));
  if (others.length > 0 && run.state === 'done') {
    lines.push(`  ${count(others.length, 'row was', 'rows were')} not mailed:`);
    for (const { address, row, reason } of others.slice(0, addressesShown)) {
      const who = address || rowName(row) || '(no address)';
      lines.push(`    ${who}  ${reason?.what ?? ''}`.trimEnd());
    }
    const hidden = others.length - Math.min(others.length, addressesShown);
    if (hidden > 0) lines.push(dim(`    and ${count(hidden, 'more', 'more')}`));
  }
  return lines;
}

/** A bar where a person watches; a line for each new step elsewhere. */
function createProgress({ output }: CommandContext) {
  const bar = output.live
    ? new cliProgress.SingleBar({
        stream: process.stdout,
        format: '  {bar} {value}/{total}  {words}',
        barCompleteChar: '█',
        barIncompleteChar: '░',
        barsize: 24,
        hideCursor: true,
        clearOnComplete: true,
        stopOnComplete: false,
      })
    : null;
  let last = '';
  return {
    show(run: RunView): void {
      const words = run.step === null ? 'waiting for its turn' : stepWords[run.step];
      const reason =
        run.problem && run.state === 'waiting' ? `${words} (${run.problem.what})` : words;
      const value = run.state === 'done' ? steps.length : run.step ? steps.indexOf(run.step) : 0;
      if (bar !== null) {
        if (bar.isActive) bar.update(value, { words: reason });
        else bar.start(steps.length, value, { words: reason });
      } else if (reason !== last && !isSettled(run, Date.now())) {
        output.line(`  ${reason}`);
      }
      last = reason;
    },
    end(): void {
      bar?.stop();
    },
  };
}
