/** Checks everything a send depends on and says what is wrong, and how to put it right. */
import type { Check, Status } from '../../shared/contract/schemas.ts';
import type { Problem } from '../../shared/errors/problem.ts';
import type { Store } from './store/store.ts';

const warnBelowCalls = 500;

export function examine(store: Store, status: Status): Check[] {
  const { connection, quota } = status;
  const damage = store.check();
  return [
    check(
      'Database',
      damage === null,
      damage === null ? 'Sound.' : `Damaged: ${damage}.`,
      'Stop Rulepost and put the newest copy from the backups folder in its place.',
    ),
    check(
      'Connection',
      connection.state === 'connected' || connection.state === 'refreshing',
      connection.problem?.what ?? connectionWords(status),
      connection.problem?.advice ?? 'Connect with "rulepost connect" or in the page.',
    ),
    ...connection.missing.map((problem) => fromProblem('Account', problem)),
    {
      name: 'Secrets',
      ok: true,
      words: connection.protection.words,
      advice: null,
    },
    check(
      'Calls today',
      quota.parkedUntil === null && quota.usedToday < quota.perDay - warnBelowCalls,
      `${quota.usedToday.toLocaleString('en-US')} of ${quota.perDay.toLocaleString('en-US')} used.`,
      'Work that finds no calls left goes on by itself at 00:00 UTC.',
    ),
    ...store.rules
      .list()
      .filter((rule) => rule.enabled)
      .map((rule) =>
        rule.problem === null
          ? { name: `Rule ${rule.id}`, ok: true, words: 'Nothing stands in its way.', advice: null }
          : fromProblem(`Rule ${rule.id}`, rule.problem),
      ),
    check(
      'Sends',
      status.runs.failed === 0,
      status.runs.failed === 0 ? 'None failed.' : `${status.runs.failed} failed.`,
      'Look at them in the page or with "rulepost activity", then retry.',
    ),
  ];
}

function connectionWords({ connection }: Status): string {
  const { state, account } = connection;
  if (account !== null && (state === 'connected' || state === 'refreshing')) {
    return `Connected to ${account.organisation}.`;
  }
  return state === 'offline' ? 'Constant Contact cannot be reached.' : 'Not connected.';
}

function check(name: string, ok: boolean, words: string, advice: string): Check {
  return { name, ok, words, advice: ok ? null : advice };
}

function fromProblem(name: string, problem: Problem): Check {
  return { name, ok: false, words: problem.what, advice: problem.advice };
}
