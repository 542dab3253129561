/** Implements shared/contract on the core's parts. One file: it only forwards. */
import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../../shared/contract/contract.ts';
import type { Check, Status } from '../../../shared/contract/schemas.ts';
import { RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Activity } from '../activity/activity.ts';
import type { Connection } from '../connection/connection.ts';
import type { Events } from '../events.ts';
import type { Log } from '../ports.ts';
import type { PracticeAccount } from '../practice/index.ts';
import type { Rules } from '../rules/rules.ts';
import type { Runs } from '../runs/runs.ts';
import { changes } from './changes.ts';

export interface RouterParts {
  /** Gives failures of the disk and the database their codes. */
  explain(error: unknown): unknown;
  status(): Status;
  doctor(): Promise<Check[]>;
  connection: Connection;
  rules: Rules;
  runs: Runs;
  activity: Activity;
  events: Events;
  practice: PracticeAccount | undefined;
  log: Log;
}

export type Router = ReturnType<typeof createRouter>;

export function createRouter(parts: RouterParts) {
  const { connection, rules, runs, activity, events, log } = parts;

  // Whatever a part throws reaches the caller as PROBLEM: a code and words for a person.
  const os = implement(contract).use(async ({ next, path }) => {
    try {
      return await next();
    } catch (thrown) {
      if (thrown instanceof ORPCError) throw thrown;
      const error = parts.explain(thrown);
      const problem = toProblem(error);
      if (!(error instanceof RulepostError)) log.error({ err: error, path }, problem.what);
      throw new ORPCError('PROBLEM', {
        defined: true,
        status: 422,
        message: problem.what,
        data: problem,
      });
    }
  });

  function mailbox() {
    if (parts.practice === undefined) throw new RulepostError('practice-only');
    return parts.practice.mailbox;
  }

  return os.router({
    status: os.status.handler(() => parts.status()),
    doctor: os.doctor.handler(() => parts.doctor()),
    changes: os.changes.handler(({ signal }) => changes(events, signal)),

    connection: {
      setClient: os.connection.setClient.handler(({ input }) => connection.setClient(input)),
      begin: os.connection.begin.handler(({ input }) => connection.begin(input)),
      attempt: os.connection.attempt.handler(() => connection.attempt()),
      paste: os.connection.paste.handler(({ input }) => connection.paste(input.address)),
      cancel: os.connection.cancel.handler(() => connection.cancel()),
      disconnect: os.connection.disconnect.handler(() => connection.disconnect()),
      recheck: os.connection.recheck.handler(async () => {
        await connection.recheck();
      }),
    },

    rules: {
      list: os.rules.list.handler(() => rules.list()),
      get: os.rules.get.handler(({ input }) => rules.get(input.id)),
      apply: os.rules.apply.handler(({ input }) => rules.apply(input)),
      enable: os.rules.enable.handler(({ input }) => rules.enable(input.id)),
      disable: os.rules.disable.handler(({ input }) => rules.disable(input.id)),
      remove: os.rules.remove.handler(({ input }) => rules.remove(input.id)),
      run: os.rules.run.handler(async ({ input }) => ({ runIds: await rules.run(input.id) })),
      dryRun: os.rules.dryRun.handler(({ input, signal }) => rules.dryRun(input.id, signal)),
    },

    runs: {
      list: os.runs.list.handler(({ input }) => runs.list(input)),
      get: os.runs.get.handler(({ input }) => runs.get(input.id)),
      approve: os.runs.approve.handler(({ input }) => runs.approve(input.id)),
      discard: os.runs.discard.handler(({ input }) => runs.discard(input.id)),
      retry: os.runs.retry.handler(({ input }) => runs.retry(input.id)),
    },

    activity: {
      page: os.activity.page.handler(({ input }) => activity.page(input)),
    },

    practice: {
      mailbox: os.practice.mailbox.handler(({ input }) => ({
        mails: mailbox().list(input),
        total: mailbox().count(),
      })),
      mail: os.practice.mail.handler(({ input }) => {
        const mail = mailbox().get(input.id);
        if (mail === undefined || mail === null) throw new RulepostError('mail-not-found');
        return mail;
      }),
    },
  });
}
