/** The states of a run and the only place that changes them. */
import type { RunState } from '../../../shared/contract/schemas.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { StoredRun } from '../store/runs.ts';

/**
 * From each state, the states a run may go to.
 *
 * | state     | meaning                                                        |
 * |-----------|----------------------------------------------------------------|
 * | held      | waits for a person's approval                                  |
 * | queued    | may begin or go on now                                         |
 * | running   | a step is being done                                           |
 * | waiting   | goes on at `wakeAt`, or when the connection is back            |
 * | failed    | stopped at a step; a person can retry                          |
 * | done      | over                                                           |
 * | discarded | over, by a person's wish                                       |
 *
 * running -> queued is what a restart makes of a run whose process died. running -> held or
 * discarded is what becomes of a run whose rule was switched off or removed meanwhile.
 */
export const runTransitions: Readonly<Record<RunState, readonly RunState[]>> = {
  held: ['queued', 'discarded'],
  queued: ['running', 'discarded'],
  running: ['waiting', 'failed', 'done', 'queued', 'held', 'discarded'],
  waiting: ['running', 'discarded'],
  failed: ['queued', 'discarded'],
  done: [],
  discarded: [],
};

/** States in which a run is over. */
export const endStates: readonly RunState[] = ['done', 'discarded'];

/**
 * @returns the run in its new state, with `changes`; not yet stored
 * @throws RulepostError `run-not-possible` when the table does not allow it
 */
export function moveRun(
  run: StoredRun,
  to: RunState,
  at: number,
  changes: Partial<
    Pick<StoredRun, 'problem' | 'wakeAt' | 'failures' | 'rebuilds' | 'approved'>
  > = {},
): StoredRun {
  if (!runTransitions[run.state].includes(to)) {
    throw new RulepostError('run-not-possible', { state: run.state, action: to });
  }
  return {
    ...run,
    problem: null,
    wakeAt: null,
    ...changes,
    state: to,
    updatedAt: at,
    endedAt: endStates.includes(to) ? at : null,
  };
}
