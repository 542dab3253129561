/**
 * The journal of a run: which step is next, and the writing down before and after each.
 *
 * A step is durable in the database as `begun` before its first call leaves, and as `done` after
 * its last answer came. So after a crash at any point the next start knows which step may have
 * happened; what makes doing it again safe stands with each step.
 */
import type { StepName } from '../../../shared/contract/schemas.ts';
import { RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Clock } from '../ports.ts';
import type { StoredRun } from '../store/runs.ts';
import type { StoredStep } from '../store/steps.ts';
import type { Store } from '../store/store.ts';
import { contentHash } from './content-hash.ts';
import {
  mayHaveLeft,
  type RunNotes,
  type Step,
  type StepContext,
  type StepOutcome,
} from './step.ts';
import { steps } from './steps/index.ts';

/** Told of each line of the journal; the fault tests stop the process at every one of them. */
export type JournalObserver = (
  moment: 'before' | 'begun' | 'performed' | 'recorded',
  step: StepName,
  runId: string,
) => void;

export interface NextStep {
  step: Step;
  stored: StoredStep | undefined;
  notes: RunNotes;
}

export type Surroundings = Omit<StepContext, 'notes' | 'repeated' | 'note' | 'begunAt'>;

export interface Journal {
  /** What all steps of a run have noted. */
  notes(runId: string): RunNotes;
  /** @returns the first step that is not done, or null when the run is at its end */
  next(run: StoredRun): NextStep | null;
  perform(next: NextStep, surroundings: Surroundings): Promise<StepOutcome>;
  fail(run: StoredRun, name: StepName, error: unknown): void;
  /** Makes a failed run ready to go on. */
  reopen(run: StoredRun): void;
  /**
   * Forgets what was made in the account, for it is gone: the run begins anew.
   * @throws RulepostError `campaign-gone` when the mail may have left; then nothing is made anew
   */
  rebuild(run: StoredRun): void;
}

export function createJournal(deps: {
  store: Store;
  clock: Clock;
  observe?: JournalObserver | undefined;
}): Journal {
  const { store, clock, observe = () => {} } = deps;

  return {
    notes(runId) {
      let notes: RunNotes = {};
      for (const step of store.steps.ofRun(runId)) notes = { ...notes, ...step.notes };
      return notes;
    },

    next(run) {
      const journal = new Map(store.steps.ofRun(run.id).map((step) => [step.name, step]));
      let notes: RunNotes = {};
      for (const step of steps) {
        const stored = journal.get(step.name);
        notes = { ...notes, ...stored?.notes };
        if (stored?.state !== 'done' && step.applies(run, notes)) return { step, stored, notes };
      }
      return null;
    },

    async perform({ step, stored, notes }, surroundings) {
      const { run } = surroundings;
      observe('before', step.name, run.id);
      const begunAt = stored?.begunAt ?? clock.now();
      store.steps.begin(run.id, step.name, begunAt);
      observe('begun', step.name, run.id);

      let own: RunNotes = { ...stored?.notes };
      const note = (more: RunNotes) => {
        own = { ...own, ...more };
        store.steps.note(run.id, step.name, { ...own });
      };
      const outcome = await step.perform({
        ...surroundings,
        notes,
        repeated: stored !== undefined,
        begunAt,
        note,
      });
      observe('performed', step.name, run.id);

      if (outcome.notes !== undefined) own = { ...own, ...outcome.notes };
      if (outcome.kind === 'wait') {
        store.steps.note(run.id, step.name, { ...own });
      } else {
        const end = { state: 'done', notes: { ...own }, problem: null } as const;
        store.steps.end(run.id, step.name, end, clock.now());
      }
      observe('recorded', step.name, run.id);
      return outcome;
    },

    fail(run, name, error) {
      const stored = store.steps.ofRun(run.id).find((step) => step.name === name);
      if (stored === undefined) return;
      const end = { state: 'failed', notes: stored.notes, problem: toProblem(error) } as const;
      store.steps.end(run.id, name, end, clock.now());
    },

    reopen(run) {
      const scheduled = store.steps.ofRun(run.id).find((step) => step.name === 'schedule');
      // Other runs may have written the shared custom fields meanwhile: hand the people over again.
      store.steps.forget(run.id, ['import', 'poll', 'verify', 'watch', 'read-back']);
      // Begun, not done: the step reads first whether the mail has left after all.
      if (scheduled !== undefined) store.steps.begin(run.id, 'schedule', clock.now());
    },

    rebuild(run) {
      if (mayHaveLeft(store, run.id)) throw new RulepostError('campaign-gone');
      store.standing.remove(run.ruleId, contentHash(run.mail));
      store.steps.forget(
        run.id,
        steps.map((step) => step.name),
      );
    },
  };
}
