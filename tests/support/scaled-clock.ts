/** A real clock that runs faster: what takes a minute in the product takes a second in a test. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../electron/core/ports.ts';

/**
 * Processes given the same `from` see the same time.
 * @param from real epoch milliseconds at which both times are the same
 * @param speed how many of its milliseconds pass in a real one
 */
export function createScaledClock(from: number, speed: number): Clock {
  return {
    now: () => Math.round(from + (performance.timeOrigin + performance.now() - from) * speed),
    async sleep(ms, signal) {
      await pause(Math.max(0, ms) / speed, undefined, signal === undefined ? {} : { signal });
    },
  };
}
