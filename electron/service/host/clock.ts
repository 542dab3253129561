/** The machine's clock. */
import type { Clock } from '../../core/ports.ts';

/** Longest wait one timer can hold; longer ones fire at once (Node's `setTimeout`, 2^31 - 1 ms). */
const longestTimer = 2_147_483_647;

/** @returns a clock whose sleeps may be of any length. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    async sleep(ms, signal) {
      for (let left = ms; ; left -= longestTimer) {
        await nap(Math.max(0, Math.min(left, longestTimer)), signal);
        if (left <= longestTimer) return;
      }
    },
  };
}

function nap(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const aborted = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
