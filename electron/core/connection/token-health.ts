/** The one place that says how a connection is, from what the keeper knows. */
import type { ConnectionState } from '../../../shared/contract/schemas.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import { hasCode, type Problem, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Tokens } from './tokens.ts';

export interface KeeperFacts {
  held: Tokens | null;
  /** The held access token works, as far as anybody can tell. */
  isGood: boolean;
  /** Why the stored pair cannot be read now. */
  unreadable: RulepostError | null;
  /** Why the last refresh failed; null once one has succeeded. */
  failure: RulepostError | null;
  isRefreshing: boolean;
}

export interface Health {
  state: ConnectionState;
  problem: Problem | null;
}

/** Failures of a refresh that no amount of trying again cures. */
const needPerson: readonly ErrorCode[] = [
  'client-refused',
  'client-secret-missing',
  'connection-elsewhere',
  'secrets-unreadable',
];

/**
 * | what is the case                                    | state            |
 * | --------------------------------------------------- | ---------------- |
 * | the stored pair cannot be read                      | reconnect-needed |
 * | no pair                                             | not-connected    |
 * | the service has refused the refresh token           | reconnect-needed |
 * | a refresh is under way                              | refreshing       |
 * | the access token works, whatever the last refresh   | connected        |
 * | it has ended, and nobody has asked for another yet  | connected        |
 * | it has ended, and the refresh is tried again        | offline          |
 * | it has ended, and the refresh waits for a person    | reconnect-needed |
 */
export function healthOf(facts: KeeperFacts): Health {
  const { held, isGood, unreadable, failure, isRefreshing } = facts;
  if (unreadable) return { state: 'reconnect-needed', problem: toProblem(unreadable) };
  if (held === null) return { state: 'not-connected', problem: null };
  if (held.refusedAt !== null) {
    return { state: 'reconnect-needed', problem: toProblem(new RulepostError('reconnect-needed')) };
  }
  const waitsForPerson = hasCode(failure, ...needPerson);
  // While the token works, the network's ups and downs are nobody's concern.
  const isPassing = hasCode(failure, 'offline');
  const problem = failure && !(isGood && isPassing) ? toProblem(failure) : null;
  if (isRefreshing) return { state: 'refreshing', problem };
  if (isGood || failure === null) {
    const ending = held.refreshToken === null ? new RulepostError('connection-not-lasting') : null;
    return { state: 'connected', problem: problem ?? (ending && toProblem(ending)) };
  }
  return { state: waitsForPerson ? 'reconnect-needed' : 'offline', problem };
}
