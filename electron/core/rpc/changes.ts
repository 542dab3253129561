/** The live stream: tells a page or a command which topic changed, a few times a second at most. */
import type { Topic } from '../../../shared/contract/schemas.ts';
import type { Events } from '../events.ts';

/** Changes of one topic within this time are told once, in milliseconds. */
const settle = 150;

/** Yields topics until `signal` is aborted or the reader stops. */
export async function* changes(
  events: Events,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ topic: Topic }> {
  const pending = new Set<Topic>();
  let wake: () => void = () => {};
  const stop = events.on((topic) => {
    pending.add(topic);
    wake();
  });
  signal?.addEventListener('abort', () => wake(), { once: true });
  try {
    while (signal?.aborted !== true) {
      if (pending.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const topics = [...pending];
      pending.clear();
      for (const topic of topics) yield { topic };
      // Not the Clock: this paces a wire to a screen, nothing of the product's time.
      await new Promise((resolve) => setTimeout(resolve, settle));
    }
  } finally {
    stop();
  }
}
