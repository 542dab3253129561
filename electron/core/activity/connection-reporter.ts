/** Tells what becomes of the connection: in the activity list, and to a person when they are needed. */
import type { ConnectionStatus } from '../../../shared/contract/schemas.ts';
import { RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Connection } from '../connection/connection.ts';
import type { Events } from '../events.ts';
import type { Notifier } from '../ports.ts';
import type { Activity } from './activity.ts';

export interface ConnectionReporterDeps {
  connection: Pick<Connection, 'status' | 'onChange'>;
  activity: Activity;
  events: Events;
  notifier: Notifier;
  /** The connection can be used (again): work that waited for it may go on. */
  ready(): void;
}

/** @returns a function that stops it */
export function createConnectionReporter(deps: ConnectionReporterDeps): () => void {
  const { connection, activity, events, notifier, ready } = deps;
  let before = connection.status();

  return connection.onChange((change) => {
    events.emit('status');
    events.emit('attempt');
    const now = connection.status();
    if (change === 'connected') {
      const { account } = now;
      if (account === null) activity.event('good', 'connected-unread', {});
      else {
        const { organisation, signedInAs } = account;
        activity.event('good', 'connected', { organisation, signedInAs });
      }
    }
    if (change === 'disconnected') activity.event('info', 'account-disconnected', {});
    if (now.state === 'reconnect-needed' && before.state !== 'reconnect-needed') {
      // The state has several causes (an ended consent, a locked keychain); the problem names it.
      const problem = now.problem ?? toProblem(new RulepostError('reconnect-needed'));
      activity.told('error', problem);
      notifier.notify({
        key: `connection:${problem.code}`,
        title: 'Rulepost cannot use its connection',
        body: `${problem.what} ${problem.advice}`,
        target: 'connect',
      });
    }
    if (isUsable(now) && (change === 'connected' || !isUsable(before))) ready();
    before = now;
  });
}

function isUsable({ state, missing }: ConnectionStatus): boolean {
  const other = missing.some(({ code }) => code === 'different-account');
  return state === 'connected' && !other;
}
