/** Time for tests: it stands still until it is told to move. */
import type { Clock } from '../../electron/core/ports.ts';

export interface FakeClock extends Clock {
  /**
   * Moves time forward by `ms`. Sleepers that fall due wake in order of their due time, each at
   * exactly that time, and whatever they set in motion settles before the next one wakes.
   */
  advance(ms: number): Promise<void>;
  /**
   * Moves time forward by `ms` at once, as for a machine that is asleep: sleepers that fall due
   * wake late, when it is over.
   */
  oversleep(ms: number): Promise<void>;
  /** How many sleepers wait now. */
  readonly sleeping: number;
}

interface Sleeper {
  due: number;
  wake: () => void;
}

/**
 * @param start epoch milliseconds; default 2026-03-02T09:00:00Z, a Monday
 * @param options.autoAdvance every sleep jumps time ahead by itself, in order of due time: for
 *   tests that only count what happens and do not care when
 */
export function createFakeClock(
  start: number = Date.UTC(2026, 2, 2, 9),
  options: { autoAdvance?: boolean } = {},
): FakeClock {
  let now = start;
  let sleepers: Sleeper[] = [];
  let jumping = false;

  /** Lets promise chains and I/O callbacks run to where they wait again. */
  async function settle(): Promise<void> {
    for (let i = 0; i < 10; i++) await new Promise((done) => setImmediate(done));
  }

  function nextDue(until: number): Sleeper | undefined {
    const due = sleepers.filter((s) => s.due <= until);
    return due.reduce<Sleeper | undefined>(
      (first, s) => (first === undefined || s.due < first.due ? s : first),
      undefined,
    );
  }

  function wake(sleeper: Sleeper): void {
    sleepers = sleepers.filter((s) => s !== sleeper);
    now = Math.max(now, sleeper.due);
    sleeper.wake();
  }

  async function jump(): Promise<void> {
    if (jumping) return;
    jumping = true;
    // One turn of the loop first, so that sleeps begun together are put in order of due time.
    for (;;) {
      await new Promise((done) => setImmediate(done));
      const next = nextDue(Number.POSITIVE_INFINITY);
      if (!next) break;
      wake(next);
    }
    jumping = false;
  }

  async function advance(ms: number): Promise<void> {
    const until = now + ms;
    await settle();
    for (let next = nextDue(until); next; next = nextDue(until)) {
      wake(next);
      await settle();
    }
    now = until;
    await settle();
  }

  return {
    now: () => now,

    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const abort = () => {
        sleepers = sleepers.filter((s) => s !== sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        // Whole milliseconds, as every real clock has them.
        due: now + Math.max(0, Math.ceil(ms)),
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      sleepers.push(sleeper);
      if (options.autoAdvance) void jump();
      return promise;
    },

    advance,

    async oversleep(ms) {
      await settle();
      now += ms;
      await advance(0);
    },

    get sleeping() {
      return sleepers.length;
    },
  };
}
