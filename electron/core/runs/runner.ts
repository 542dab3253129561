/** Advances runs: does their steps in turn and decides what becomes of a run when one does not succeed. */
import type { AccountProfile } from '../../../shared/contract/schemas.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import { hasCode, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Activity } from '../activity/activity.ts';
import type { ConstantContact } from '../constant-contact/client.ts';
import { quotaResumesAt } from '../constant-contact/governor.ts';
import type { Events } from '../events.ts';
import type { Clock, Notifier } from '../ports.ts';
import type { StoredRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { Journal, NextStep } from './journal.ts';
import { isBlocked } from './leases.ts';
import { regroup } from './regroup.ts';
import { moveRun } from './states.ts';
import { mayHaveLeft } from './step.ts';
import { senderOf } from './steps/campaign.ts';

export interface Runner {
  /** Goes on with a run until it is over, waits or fails. Never throws. */
  advance(runId: string, signal: AbortSignal): Promise<void>;
  /** After a crash: runs whose process died may go on. */
  recover(): void;
}

export interface RunnerDeps {
  store: Store;
  journal: Journal;
  client: ConstantContact;
  profile(fresh: boolean): Promise<AccountProfile>;
  activity: Activity;
  events: Events;
  notifier: Notifier;
  clock: Clock;
}

/** Pass by themselves: the run tries again, however long it takes. */
const passing: ErrorCode[] = ['offline', 'service-unavailable', 'throttled', 'disk-full'];
/** @returns true for a failure that passes by itself */
export function isPassing(error: unknown): boolean {
  return hasCode(error, ...passing);
}

/** Pass once a person has seen to the connection. */
const connection: ErrorCode[] = [
  'not-connected',
  'reconnect-needed',
  'client-refused',
  'connection-elsewhere',
  'different-account',
  'secrets-unreadable',
];
const firstBackoff = 5_000;
const longestBackoff = 15 * 60_000;
const blockedPause = 3_000;
/** A run whose list or campaign is deleted again and again is left to a person. */
const mostRebuilds = 3;

export function createRunner(deps: RunnerDeps): Runner {
  const { store, journal, client, profile, activity, events, notifier, clock } = deps;

  function save(run: StoredRun): StoredRun {
    store.runs.save(run);
    events.emit('runs');
    return run;
  }

  /** Does the next step; answers how the run stands after it. */
  async function doStep(run: StoredRun, next: NextStep, signal: AbortSignal): Promise<StoredRun> {
    const meter = { calls: 0 };
    try {
      const outcome = await journal.perform(next, {
        run,
        recipients: store.deliveries.counts(run.id).recipients,
        client,
        options: { priority: 'send', signal, meter },
        store,
        clock,
        profile,
      });
      const counted = { ...run, calls: run.calls + meter.calls, failures: 0 };
      if (outcome.kind === 'done') return save(counted);
      return save(
        moveRun(counted, 'waiting', clock.now(), {
          wakeAt: clock.now() + outcome.ms,
          problem: outcome.problem ?? null,
        }),
      );
    } catch (error) {
      const counted = { ...run, calls: run.calls + meter.calls };
      return stop(counted, error, signal, next);
    }
  }

  function stop(
    run: StoredRun,
    thrown: unknown,
    signal: AbortSignal,
    next: NextStep | null,
  ): StoredRun {
    const now = clock.now();
    if (signal.aborted) return save(moveRun(run, 'queued', now));
    const error = store.explain(thrown);
    const problem = toProblem(error);
    if (hasCode(error, 'campaign-gone') && run.rebuilds < mostRebuilds) {
      journal.rebuild(run);
      activity.event('warning', 'run-rebuilt', {}, { ruleId: run.ruleId, runId: run.id });
      return save(moveRun(run, 'queued', now, { rebuilds: run.rebuilds + 1 }));
    }
    if (hasCode(error, 'tags-unknown')) return becomeSeveral(run);
    if (hasCode(error, 'quota-exceeded')) {
      return save(moveRun(run, 'waiting', now, { problem, wakeAt: quotaResumesAt(error) }));
    }
    if (hasCode(error, ...connection)) return save(moveRun(run, 'waiting', now, { problem }));
    if (isPassing(error)) {
      const backoff = Math.min(longestBackoff, firstBackoff * 2 ** Math.min(run.failures, 10));
      if (run.failures === 0) {
        activity.problem('warning', error, { ruleId: run.ruleId, runId: run.id });
      }
      const failures = run.failures + 1;
      return save(moveRun(run, 'waiting', now, { problem, wakeAt: now + backoff, failures }));
    }
    if (next !== null) journal.fail(run, next.step.name, error);
    report(run, error);
    return save(moveRun(run, 'failed', now, { problem }));
  }

  /** Tells a person that a send did not go as it should: in the activity list, and outside the page. */
  function report(run: StoredRun, error: unknown): void {
    const { code, what, advice } = toProblem(error);
    activity.problem('error', error, { ruleId: run.ruleId, runId: run.id });
    notifier.notify({
      key: `run-failed:${run.ruleId}:${code}`,
      title: `A send of "${store.rules.nameOf(run.ruleId)}" failed`,
      body: `${what} ${advice}`,
      target: `run/${run.id}`,
    });
  }

  /** The texts of each person go into the mail itself: the run becomes one per text. */
  function becomeSeveral(run: StoredRun): StoredRun {
    const about = { ruleId: run.ruleId, runId: run.id };
    const count = regroup(store, run, clock.now());
    activity.event('warning', 'run-regrouped', { count }, about);
    return save(moveRun(run, 'discarded', clock.now()));
  }

  /**
   * A rule that was removed or switched off sends nothing more, unless the mail may have left or a
   * person has let this run go all the same.
   * @returns the run as it then stands
   */
  function obeyRule(run: StoredRun): StoredRun {
    if (run.approved || mayHaveLeft(store, run.id)) return run;
    const rule = store.rules.get(run.ruleId);
    if (rule?.enabled) return run;
    const about = { ruleId: run.ruleId, runId: run.id };
    if (rule === undefined) {
      const reason = toProblem(new RulepostError('run-was-discarded'));
      store.deliveries.endRest(run.id, { state: 'not-sent', reason }, clock.now());
      activity.event('info', 'run-ended-with-rule', {}, about);
      return save(moveRun(run, 'discarded', clock.now()));
    }
    const error = new RulepostError('rule-off');
    activity.problem('warning', error, about);
    return save(moveRun(run, 'held', clock.now(), { problem: toProblem(error) }));
  }

  function finish(run: StoredRun): void {
    const { recipients, sent } = store.deliveries.counts(run.id);
    save(moveRun(run, 'done', clock.now()));
    if (journal.notes(run.id).lost === true) {
      report(run, new RulepostError('campaign-lost'));
      return;
    }
    activity.event(
      sent === recipients ? 'good' : 'warning',
      'run-done',
      { sent, recipients },
      { ruleId: run.ruleId, runId: run.id },
    );
  }

  return {
    async advance(runId, signal) {
      const stored = store.runs.get(runId);
      if (stored === undefined) return;
      let run = save(moveRun(stored, 'running', clock.now(), { failures: stored.failures }));
      let next = journal.next(run);
      try {
        // Asked before anything is made in the account, so that a wrong sender leaves nothing behind.
        if (next?.step.name === 'list') await senderOf({ mail: run.mail, profile });
      } catch (error) {
        stop(run, error, signal, null);
        return;
      }
      while (next !== null) {
        run = obeyRule(run);
        if (run.state !== 'running') return;
        if (next.step.name === 'import' && next.stored === undefined && isBlocked(store, run)) {
          const wakeAt = clock.now() + blockedPause;
          const problem = toProblem(new RulepostError('fields-in-use'));
          save(moveRun(run, 'waiting', clock.now(), { wakeAt, problem }));
          return;
        }
        run = await doStep(run, next, signal);
        if (run.state !== 'running') return;
        if (signal.aborted) {
          save(moveRun(run, 'queued', clock.now()));
          return;
        }
        next = journal.next(run);
      }
      finish(run);
    },

    recover() {
      for (const run of store.runs.open()) {
        if (run.state === 'running') save(moveRun(run, 'queued', clock.now()));
      }
    },
  };
}
