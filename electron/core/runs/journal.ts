/**
 * The journal of a run: which step is next, and the writing down before and after each.
 *
 * A step is durable in the database as `begun` before its first call leaves, and as `done` after
 * its last answer came. So after a crash at any point the next start knows which step may have
 * happened; what makes doing it again safe stands with each step.
 */
import type { StepName } from '../../../shared/contract/schemas.ts';
import { toProblem } from '../../../shared/errors/problem.ts';
import type { Clock } from '../ports.ts';
import type { StoredRun, StoredStep } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { RunNotes, Step, StepContext, StepOutcome } from './step.ts';
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
  /** @returns the first step that is not done, or null when the run is at its end */
  next(run: StoredRun): NextStep | null;
  perform(next: NextStep, surroundings: Surroundings): Promise<StepOutcome>;
  fail(run: StoredRun, name: StepName, error: unknown): void;
  /** Makes a failed run ready to go on. */
  reopen(run: StoredRun): void;
}

export function createJournal(deps: {
  store: Store;
  clock: Clock;
  observe?: JournalObserver | undefined;
}): Journal {
  const { store, clock, observe = () => {} } = deps;

  return {
    next(run) {
      const journal = new Map(store.runs.steps(run.id).map((step) => [step.name, step]));
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
      store.runs.beginStep(run.id, step.name, begunAt);
      observe('begun', step.name, run.id);

      let own: RunNotes = { ...stored?.notes };
      const note = (more: RunNotes) => {
        own = { ...own, ...more };
        store.runs.noteStep(run.id, step.name, { ...own });
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
        store.runs.noteStep(run.id, step.name, { ...own });
      } else {
        const end = { state: 'done', notes: { ...own }, problem: null } as const;
        store.runs.endStep(run.id, step.name, end, clock.now());
      }
      observe('recorded', step.name, run.id);
      return outcome;
    },

    fail(run, name, error) {
      const stored = store.runs.steps(run.id).find((step) => step.name === name);
      if (stored === undefined) return;
      const end = { state: 'failed', notes: stored.notes, problem: toProblem(error) } as const;
      store.runs.endStep(run.id, name, end, clock.now());
    },

    reopen(run) {
      const journal = store.runs.steps(run.id);
      const gone = journal.some((step) => step.problem?.code === 'campaign-gone');
      if (gone) {
        // Made anew from the start; the dedupe keys still see to it that nobody is mailed twice.
        store.runs.forgetSteps(
          run.id,
          steps.map((step) => step.name),
        );
        return;
      }
      const scheduled = journal.find((step) => step.name === 'schedule');
      if (scheduled?.state !== 'done') {
        // Other runs may have written the shared custom fields meanwhile: hand the people over again.
        store.runs.forgetSteps(run.id, ['import', 'poll', 'verify']);
        return;
      }
      // Begun, not done: the step reads first whether the mail has left after all.
      store.runs.beginStep(run.id, 'schedule', clock.now());
      store.runs.forgetSteps(run.id, ['watch', 'read-back']);
    },
  };
}
