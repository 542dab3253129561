import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createGovernor,
  type GovernorDeps,
  type Priority,
  priorities,
  quotaResumesAt,
} from '../../../electron/core/constant-contact/governor.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { failureOf } from './fake-service.ts';

const dayMs = 86_400_000;
const noon = Date.UTC(2026, 2, 2, 12);

function counters(start: Record<string, number> = {}) {
  const saved = new Map(Object.entries(start));
  return {
    saved,
    load: (day: string) => saved.get(day) ?? 0,
    save: (day: string, used: number) => void saved.set(day, used),
  };
}

function setUp(options: Partial<GovernorDeps> & { clock?: FakeClock } = {}) {
  const clock = options.clock ?? createFakeClock(noon);
  const store = counters();
  const governor = createGovernor({ clock, counters: store, random: () => 0, ...options });
  return { clock, store, governor };
}

/** Most starts within any span of one second. */
function busiestSecond(starts: number[]): number {
  return Math.max(0, ...starts.map((at) => starts.filter((s) => s >= at && s < at + 1_000).length));
}

describe('the rate', () => {
  test('the first calls of an idle governor start at once, the next one a second later', async () => {
    const { clock, governor } = setUp();
    const starts: number[] = [];
    for (let i = 0; i < 5; i++) {
      void governor.run('send', undefined, () => starts.push(clock.now() - noon));
    }
    await clock.advance(0);
    expect(starts).toEqual([0, 0, 0, 0]);
    await clock.advance(2_000);
    expect(starts).toHaveLength(5);
    expect(starts[4]).toBeGreaterThanOrEqual(1_000);
  });

  test('never more than 4 starts in any second, whenever and however urgent calls come', async () => {
    const arrival = fc.record({
      after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 })),
      priority: fc.constantFrom(...priorities),
      throttled: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 40 }), async (arrivals) => {
        const { clock, governor } = setUp();
        const starts: number[] = [];
        for (const { after, priority, throttled } of arrivals) {
          if (after > 0) await clock.advance(after);
          void governor.run(priority, undefined, () => starts.push(clock.now()));
          if (throttled) governor.throttled();
        }
        await clock.advance(120_000);
        expect(starts).toHaveLength(arrivals.length);
        expect(busiestSecond(starts)).toBeLessThanOrEqual(4);
      }),
      { numRuns: 40 },
    );
  });

  test('a "too many calls" answer keeps everything back for a second or more', async () => {
    const { clock, governor } = setUp({ random: () => 1 });
    governor.throttled();
    const starts: number[] = [];
    void governor.run('person', undefined, () => starts.push(clock.now() - noon));
    await clock.advance(1_000);
    expect(starts).toEqual([]);
    await clock.advance(1_000);
    expect(starts).toEqual([1_500]);
  });
});

describe('the order', () => {
  test('by urgency, and within one urgency first come first served', async () => {
    const waiting = fc.array(fc.constantFrom(...priorities), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(waiting, async (arrivals) => {
        const { clock, governor } = setUp();
        governor.throttled(); // so that all of them wait
        const started: { priority: Priority; index: number }[] = [];
        arrivals.forEach((priority, index) => {
          void governor.run(priority, undefined, () => started.push({ priority, index }));
        });
        await clock.advance(60_000);
        const expected = priorities.flatMap((priority) =>
          arrivals.flatMap((p, index) => (p === priority ? [{ priority, index }] : [])),
        );
        expect(started).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('a call that is no longer wanted leaves the queue and uses nothing', async () => {
    const { clock, governor } = setUp();
    governor.throttled();
    const unwanted = new AbortController();
    let ran = false;
    const given = failureOf(
      governor.run('send', unwanted.signal, () => {
        ran = true;
      }),
    );
    unwanted.abort(new Error('stopping'));
    await expect(given).resolves.toMatchObject({ message: 'stopping' });
    await clock.advance(5_000);
    expect(ran).toBe(false);
    expect(governor.state().usedToday).toBe(0);
    const late = failureOf(governor.run('send', unwanted.signal, () => 1));
    await expect(late).resolves.toMatchObject({ message: 'stopping' });
  });

  test('work may ask for another turn, and its failure is its own', async () => {
    const { governor } = setUp();
    const inner = governor.run('send', undefined, () => governor.run('poll', undefined, () => 7));
    await expect(inner).resolves.toBe(7);
    const failing = governor.run('send', undefined, () => {
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    await expect(governor.run('send', undefined, () => 8)).resolves.toBe(8);
  });
});

describe('the quota of a day', () => {
  test('never more than the quota leaves on one UTC day', async () => {
    const gaps = fc.array(fc.integer({ min: 0, max: dayMs / 3 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(gaps, fc.integer({ min: 1, max: 5 }), async (arrivals, perDay) => {
        const { clock, governor, store } = setUp({ perDay });
        const perDate = new Map<string, number>();
        for (const gap of arrivals) {
          await clock.advance(gap);
          await governor
            .run('person', undefined, () => {
              const day = new Date(clock.now()).toISOString().slice(0, 10);
              perDate.set(day, (perDate.get(day) ?? 0) + 1);
            })
            .catch((error: unknown) => expect(quotaResumesAt(error)).not.toBeNull());
        }
        expect(Math.max(0, ...perDate.values())).toBeLessThanOrEqual(perDay);
        expect(Object.fromEntries(store.saved)).toEqual(Object.fromEntries(perDate));
      }),
      { numRuns: 40 },
    );
  });

  test('is counted before the call leaves, and goes on after a restart', async () => {
    const store = counters({ '2026-03-02': 9_998 });
    const { governor } = setUp({ counters: store });
    let counted = 0;
    await governor.run('send', undefined, () => {
      counted = store.load('2026-03-02');
    });
    expect(counted).toBe(9_999);
    expect(governor.state()).toEqual({
      usedToday: 9_999,
      perDay: 10_000,
      perSecond: 4,
      resetsAt: Date.UTC(2026, 2, 3),
      parkedUntil: null,
    });
  });

  test('a call that cannot be counted does not leave', async () => {
    const { governor } = setUp({
      counters: {
        load: () => 0,
        save: () => {
          throw new Error('disk full');
        },
      },
    });
    let ran = false;
    const work = () => {
      ran = true;
    };
    await expect(governor.run('send', undefined, work)).rejects.toThrow('disk full');
    expect(ran).toBe(false);
  });

  test('spent: everybody who waits or comes is told when it goes on', async () => {
    const { clock, governor, store } = setUp();
    governor.throttled();
    const waiting = failureOf(governor.run('person', undefined, () => 1));
    governor.quotaExceeded();
    const error = await waiting;
    expect(error).toMatchObject({ code: 'quota-exceeded' });
    expect(quotaResumesAt(error)).toBe(Date.UTC(2026, 2, 3));
    expect((error as Error & { advice: string }).advice).toContain('2026-03-03 00:00 UTC');
    expect(governor.state().parkedUntil).toBe(Date.UTC(2026, 2, 3));
    expect(store.saved.get('2026-03-02')).toBe(10_000);
    await expect(governor.run('poll', undefined, () => 1)).rejects.toMatchObject({
      code: 'quota-exceeded',
    });

    await clock.advance(dayMs / 2);
    expect(governor.state()).toMatchObject({ parkedUntil: null, usedToday: 0 });
    await expect(governor.run('poll', undefined, () => 1)).resolves.toBe(1);
  });

  test('a refusal that belongs to yesterday does not cost today', async () => {
    const midnight = Date.UTC(2026, 2, 3);
    const { governor } = setUp({ clock: createFakeClock(midnight + 200) });
    governor.quotaExceeded(midnight - 100);
    expect(governor.state()).toMatchObject({ parkedUntil: null, usedToday: 0 });
  });

  test('a refusal just after midnight parks for minutes: the other clock may be behind', async () => {
    const midnight = Date.UTC(2026, 2, 3);
    const { clock, governor } = setUp({ clock: createFakeClock(midnight + 30_000) });
    governor.quotaExceeded();
    expect(governor.state().parkedUntil).toBe(midnight + 30_000 + 600_000);
    await clock.advance(600_000);
    await expect(governor.run('send', undefined, () => 1)).resolves.toBe(1);
    governor.quotaExceeded();
    expect(governor.state().parkedUntil).toBe(midnight + dayMs);
  });

  test('listeners hear of every change until they stop listening', async () => {
    const { governor } = setUp();
    let heard = 0;
    const stop = governor.onChange(() => {
      heard += 1;
    });
    await governor.run('send', undefined, () => 1);
    expect(heard).toBe(1);
    governor.quotaExceeded();
    expect(heard).toBe(2);
    stop();
    governor.quotaExceeded();
    expect(heard).toBe(2);
  });
});

describe('a clock that jumps', () => {
  /** The wall clock jumps; sleeping goes on as before. */
  function jumpy() {
    const inner = createFakeClock(noon);
    let offset = 0;
    const clock: FakeClock = {
      now: () => inner.now() + offset,
      sleep: (ms, signal) => inner.sleep(ms, signal),
      advance: (ms) => inner.advance(ms),
      oversleep: (ms) => inner.oversleep(ms),
      get sleeping() {
        return inner.sleeping;
      },
    };
    return {
      clock,
      elapsed: () => inner.now(),
      jump: (ms: number) => {
        offset += ms;
      },
    };
  }

  test('all calls still leave soon, and never many at once', async () => {
    const step = fc.record({
      calls: fc.integer({ min: 0, max: 6 }),
      jump: fc.oneof(fc.constant(0), fc.integer({ min: -40 * dayMs, max: 40 * dayMs })),
      wait: fc.integer({ min: 0, max: 2_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { clock, elapsed, jump } = jumpy();
        const { governor } = setUp({ clock });
        const starts: number[] = [];
        let asked = 0;
        for (const { calls, jump: by, wait } of steps) {
          for (let i = 0; i < calls; i++) {
            asked += 1;
            void governor.run('send', undefined, () => starts.push(elapsed()));
          }
          jump(by);
          await clock.advance(wait);
        }
        await clock.advance(60_000);
        expect(starts).toHaveLength(asked);
        // One jump may let a second burst of 4 follow the first; only several could add more.
        const jumps = steps.filter((s) => s.jump !== 0).length;
        expect(busiestSecond(starts)).toBeLessThanOrEqual(4 * (1 + jumps));
      }),
      { numRuns: 40 },
    );
  });

  test('set back by days, a pause of a second stays no longer than that', async () => {
    const { clock, elapsed, jump } = jumpy();
    const { governor } = setUp({ clock });
    governor.throttled();
    jump(-3 * dayMs);
    const starts: number[] = [];
    void governor.run('send', undefined, () => starts.push(elapsed()));
    await clock.advance(2_000);
    expect(starts).toHaveLength(1);
  });

  test('set back by days, a parked governor goes on; the earlier day has its own count', async () => {
    const { clock, jump } = jumpy();
    const { governor } = setUp({ clock });
    governor.quotaExceeded();
    jump(-3 * dayMs);
    await expect(governor.run('send', undefined, () => 1)).resolves.toBe(1);
    expect(governor.state().usedToday).toBe(1);
    jump(3 * dayMs);
    expect(governor.state().parkedUntil).toBe(Date.UTC(2026, 2, 3));
  });
});
