/**
 * Splits a run whose service does not fill in custom fields: everybody with the same texts becomes a
 * run of their own, with those texts written into the mail.
 */
import { toProblem } from '../../../shared/errors/problem.ts';
import type { StoredRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { heldForPrice } from './brakes.ts';
import { fillTags } from './fill-tags.ts';
import { newRunId } from './run-id.ts';

/** @returns how many runs it became; the run itself is left without deliveries, for the caller to end */
export function regroup(store: Store, run: StoredRun, now: number): number {
  return store.transaction(() => {
    const { recipients } = store.deliveries.counts(run.id);
    const groups = new Map<string, { values: string[]; ids: number[] }>();
    for (const { id, values } of store.deliveries.ofRun(run.id, recipients)) {
      const key = JSON.stringify(values);
      const group = groups.get(key) ?? { values, ids: [] };
      group.ids.push(id);
      groups.set(key, group);
    }
    const sizes = [...groups.values()].map(({ ids }) => ids.length);
    const held = heldForPrice(sizes, run.strategy);
    for (const { values, ids } of groups.values()) {
      const id = newRunId(run.ruleId, now);
      store.runs.insert(
        {
          id,
          ruleId: run.ruleId,
          ruleVersion: run.ruleVersion,
          strategy: run.strategy,
          state: held === null ? 'queued' : 'held',
          mail: { ...run.mail, ...fillTags(run.mail, values), slots: 0 },
          problem: held === null ? null : toProblem(held),
        },
        now,
      );
      store.deliveries.move(ids, id);
    }
    return groups.size;
  });
}
