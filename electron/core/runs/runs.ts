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

export interface Runs {
  list(limit: number, ruleId?: string): RunView[];
  get(id: string): RunDetail;
  /** A held run may go. */
  approve(id: string): RunView;
  /** Nobody in the run is mailed, now or later. Not possible once it may have been scheduled. */
  discard(id: string): RunView;
  /** A failed run goes on from the step that failed. */
  retry(id: string): RunView;
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
      step: store.runs.steps(run.id).at(-1)?.name ?? null,
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

  return {
    list(limit, ruleId) {
      return store.runs.latest(limit, ruleId).map(view);
    },

    get(id) {
      const run = find(id);
      const shown = view(run);
      const deliveries = store.deliveries.ofRun(id, shownDeliveries);
      const [first] = deliveries;
      const example = fillTags(run.mail, first?.values ?? []);
      return {
        ...shown,
        ...example,
        steps: store.runs.steps(id).map(({ notes: _, ...step }) => step),
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
      return change(moveRun(run, 'queued', clock.now()), 'run-approved');
    },

    discard(id) {
      const run = find(id);
      const scheduled = store.runs.steps(id).some((step) => step.name === 'schedule');
      if (scheduled) throw notPossible(run, 'discarded');
      const discarded = moveRun(run, 'discarded', clock.now());
      const reason = toProblem(new RulepostError('run-was-discarded'));
      store.deliveries.endRest(id, { state: 'not-sent', reason }, clock.now());
      return change(discarded, 'run-discarded');
    },

    retry(id) {
      const run = find(id);
      if (run.state !== 'failed') throw notPossible(run, 'retried');
      journal.reopen(run);
      return change(moveRun(run, 'queued', clock.now()), 'run-resumed');
    },
  };
}

function notPossible(run: StoredRun, action: string): RulepostError {
  return new RulepostError('run-not-possible', { state: run.state, action });
}
