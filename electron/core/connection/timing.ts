/** Waits that can be ended early. */
import type { Clock } from '../ports.ts';

export interface WakeableSleep {
  /** Resolves after `ms`, or when woken, or when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Ends the sleep under way, or the next one if none is. */
  wake(): void;
}

export function createWakeableSleep(clock: Clock): WakeableSleep {
  let alarm = new AbortController();
  return {
    async sleep(ms, signal) {
      const woken = AbortSignal.any([alarm.signal, signal]);
      await clock.sleep(ms, woken).catch((error) => {
        if (!woken.aborted) throw error;
      });
      if (alarm.signal.aborted) alarm = new AbortController();
    },
    wake() {
      alarm.abort();
    },
  };
}

/** Waits for `work` until `signal` aborts; the work itself goes on for whoever else waits. */
export function abandonable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abandon = () => reject(signal.reason);
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}
