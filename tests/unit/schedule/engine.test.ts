/** The heartbeat: one source that does not answer keeps neither the others nor the stop. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createActivity } from '../../../electron/core/activity/activity.ts';
import { createEvents } from '../../../electron/core/events.ts';
import { createEngine, type Engine } from '../../../electron/core/schedule/engine.ts';
import type { Watcher } from '../../../electron/core/schedule/watcher.ts';
import { openStore, type Store } from '../../../electron/core/store/store.ts';
import { ruleSchema } from '../../../shared/rules/schema.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { createTestPorts } from '../../support/ports.ts';

let clock: FakeClock;
let store: Store;
let engine: Engine;
let looked: string[];
let slow: string[];
let advanced: string[];

beforeEach(() => {
  clock = createFakeClock();
  store = openStore(':memory:');
  looked = [];
  slow = [];
  advanced = [];
  for (const id of ['stuck', 'well']) {
    const rule = {
      id,
      name: id,
      when: { trigger: 'new-row', file: `/${id}.csv` },
      who: { recipient: 'email' },
      what: { subject: 'Hello', html: '<p>Hello</p>' },
    };
    store.rules.save(ruleSchema.parse(rule), 1);
    store.rules.setEnabled(id, true, 1);
  }
  const watcher: Watcher = {
    lookAt(id) {
      looked.push(id);
      return id === 'stuck' ? new Promise(() => {}) : Promise.resolve(false);
    },
    isSlow: (id) => void slow.push(id),
    runNow: async () => [],
  };
  const ports = createTestPorts({ clock, fetch });
  const events = createEvents();
  engine = createEngine({
    ...ports,
    store,
    watcher,
    runner: {
      async advance(id) {
        advanced.push(id);
        const run = store.runs.get(id);
        if (run !== undefined) store.runs.save({ ...run, state: 'done', endedAt: clock.now() });
      },
      recover() {},
    },
    activity: createActivity({ store: store.activity, clock, events, log: ports.log }),
    events,
    housekeeping() {},
  });
});

afterEach(() => store.close());

function addRun(id: string, ruleId: string): void {
  const mail = { subject: 's', html: 'h', slots: 0 };
  store.runs.insert(
    { id, ruleId, ruleVersion: 1, strategy: 'own-campaign', state: 'queued', mail, problem: null },
    clock.now(),
  );
}

async function stopped(): Promise<void> {
  let over = false;
  const stop = engine.stop().then(() => {
    over = true;
  });
  for (let minute = 0; minute < 10 && !over; minute++) await clock.advance(60_000);
  expect(over).toBe(true);
  await stop;
}

test('a source that never answers: the others are looked at, runs go on, the rule says so', async () => {
  addRun('run-1', 'well');
  engine.start();
  await clock.advance(10_000);
  expect(looked.filter((id) => id === 'stuck')).toHaveLength(1);
  expect(looked.filter((id) => id === 'well').length).toBeGreaterThan(3);
  expect(advanced).toEqual(['run-1']);
  expect(slow).toEqual([]);
  await clock.advance(5 * 60_000);
  expect(new Set(slow)).toEqual(new Set(['stuck']));
  await stopped();
});

test('started for one rule only, it leaves the work of the others alone', async () => {
  addRun('run-1', 'stuck');
  addRun('run-2', 'well');
  engine.start('well');
  await clock.advance(10_000);
  expect(new Set(looked)).toEqual(new Set(['well']));
  expect(advanced).toEqual(['run-2']);
  await stopped();
});
