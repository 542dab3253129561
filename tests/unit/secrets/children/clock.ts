import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../../../electron/core/ports.ts';

/** Real time, for processes that have nobody to move a fake clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
};
