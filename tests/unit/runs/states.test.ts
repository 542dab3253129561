import { expect, test } from 'vitest';
import { endStates, moveRun, runTransitions } from '../../../electron/core/runs/states.ts';
import type { StoredRun } from '../../../electron/core/store/runs.ts';
import { type RunState, runStateSchema } from '../../../shared/contract/schemas.ts';

const states = runStateSchema.options;

function runIn(state: RunState): StoredRun {
  return {
    id: 'r',
    ruleId: 'thanks',
    ruleVersion: 1,
    strategy: 'own-campaign',
    state,
    mail: { subject: 's', html: 'h', slots: 0 },
    problem: { code: 'offline', what: 'w', advice: 'a' },
    wakeAt: 7,
    failures: 3,
    calls: 2,
    rebuilds: 0,
    approved: false,
    createdAt: 1,
    updatedAt: 1,
    endedAt: null,
  };
}

test('a run moves as the table says, and not otherwise', () => {
  for (const from of states) {
    for (const to of states) {
      const move = () => moveRun(runIn(from), to, 10);
      if (runTransitions[from].includes(to)) expect(move().state).toBe(to);
      else expect(move, `${from} -> ${to}`).toThrow(/cannot be/);
    }
  }
});

test('from every state that is not an end, an end can be reached', () => {
  const reach = (from: RunState, seen = new Set<RunState>()): boolean =>
    endStates.includes(from) ||
    (!seen.has(from) && runTransitions[from].some((to) => reach(to, new Set(seen).add(from))));
  for (const state of states) expect(reach(state), state).toBe(true);
});

test('a move clears what belonged to the state before', () => {
  const moved = moveRun(runIn('waiting'), 'running', 10);
  expect(moved).toMatchObject({ problem: null, wakeAt: null, updatedAt: 10, endedAt: null });
});

test('only an end has an end time', () => {
  expect(moveRun(runIn('running'), 'done', 10).endedAt).toBe(10);
  expect(moveRun(runIn('running'), 'failed', 10).endedAt).toBeNull();
});
