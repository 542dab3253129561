/** Runs as people see them, and what people can do with them: approve, discard, retry. */
import type { RunDetail, RunView } from '../../../shared/contract/schemas.ts';
import { RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Activity } from '../activity/activity.ts';
import type { Events } from '../events.ts';
import type { Clock } from '../ports.ts';
import type { StoredRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { fillTags } from './fill-tags.ts';
import type { Journal } from './journal.ts';
import { moveRun } from './states.ts';
import { mayHaveLeft } from './step.ts';

export interface Runs {
  /** Newest first; `open`: only those that are not over, oldest first. */
  list(query: { limit: number; open: boolean; ruleId?: string | undefined }): RunView[];
  get(id: string): RunDetail;
  /** A held run may go. */
  approve(id: string): RunView;
  /** Nobody in the run is mailed, now or later. Not possible once it may have been scheduled. */
  discard(id: string): RunView;
  /** A failed run goes on from the step that failed. */
  retry(id: string): RunView;
  /** A rule is removed: its runs that have not left and are not at work are discarded. */
  discardOfRule(ruleId: string): void;
}

/** Deliveries shown with a run; the rest is counted. */
const shownDeliveries = 500;

export function createRuns(deps: {
  store: Store;
  journal: Journal;
  activity: Activity;
  events: Events;
  clock: Clock;
  wake(): void;
}): Runs {
  const { store, journal, activity, events, clock, wake } = deps;

  function find(id: string): StoredRun {
    const run = store.runs.get(id);
    if (run === undefined) throw new RulepostError('run-not-found', { run: id });
    return run;
  }

  function view(run: StoredRun): RunView {
    const { recipients, sent, notSent } = store.deliveries.counts(run.id);
    return {
      id: run.id,
      ruleId: run.ruleId,
      ruleName: store.rules.nameOf(run.ruleId),
      state: run.state,
      problem: run.problem,
      wakeAt: run.wakeAt,
      step: store.steps.ofRun(run.id).at(-1)?.name ?? null,
      recipients,
      sent,
      notSent,
      calls: run.calls,
      createdAt: run.createdAt,
      endedAt: run.endedAt,
    };
  }

  function change(run: StoredRun, code: 'run-approved' | 'run-discarded' | 'run-resumed'): RunView {
    store.runs.save(run);
    activity.event('info', code, {}, { ruleId: run.ruleId, runId: run.id });
    events.emit('runs');
    wake();
    return view(run);
  }

  function discard(run: StoredRun): RunView {
    const discarded = moveRun(run, 'discarded', clock.now());
    const reason = toProblem(new RulepostError('run-was-discarded'));
    store.deliveries.endRest(run.id, { state: 'not-sent', reason }, clock.now());
    return change(discarded, 'run-discarded');
  }

  return {
    list({ limit, open, ruleId }) {
      if (!open) return store.runs.latest(limit, ruleId).map(view);
      const all = store.runs.open().filter((run) => (ruleId ?? run.ruleId) === run.ruleId);
      return all.slice(0, limit).map(view);
    },

    get(id) {
      const run = find(id);
      const shown = view(run);
      const deliveries = store.deliveries.ofRun(id, shownDeliveries);
      const [first] = deliveries;
      const { subject, html } = fillTags(run.mail, first?.values ?? []);
      return {
        ...shown,
        subject,
        html,
        steps: store.steps.ofRun(id).map(({ notes: _, ...step }) => step),
        deliveries: deliveries.map(({ address, rowKey, state, reason }) => ({
          address,
          row: rowKey,
          state,
          reason,
        })),
        moreDeliveries: shown.recipients - deliveries.length,
      };
    },

    approve(id) {
      const run = find(id);
      if (run.state !== 'held') throw notPossible(run, 'approved');
      // A run held because its rule is off goes although the rule stays off.
      const approved = run.problem?.code === 'rule-off';
      // It may have been held in the middle, while others wrote the shared custom fields.
      if (approved) journal.reopen(run);
      return change(moveRun(run, 'queued', clock.now(), { approved }), 'run-approved');
    },

    discard(id) {
      const run = find(id);
      if (mayHaveLeft(store, id)) throw notPossible(run, 'discarded');
      return discard(run);
    },

    retry(id) {
      const run = find(id);
      if (run.state !== 'failed') throw notPossible(run, 'retried');
      journal.reopen(run);
      return change(moveRun(run, 'queued', clock.now()), 'run-resumed');
    },

    discardOfRule(ruleId) {
      for (const run of store.runs.open()) {
        // One that is at work sees for itself that its rule is gone (runner.ts).
        if (run.ruleId !== ruleId || run.state === 'running' || mayHaveLeft(store, run.id))
          continue;
        discard(run);
      }
    },
  };
}

function notPossible(run: StoredRun, action: string): RulepostError {
  return new RulepostError('run-not-possible', { state: run.state, action });
}
