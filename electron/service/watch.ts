/** Waiting for something to change, without asking all the time. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Topic } from '../../shared/contract/schemas.ts';
import { RulepostError } from '../../shared/errors/problem.ts';
import type { Client } from './client.ts';

/**
 * Yields at once and then whenever one of the topics changes; in any case every `everyMs`, because
 * some things (a time that is reached) change without anybody saying so. Ends when `signal` aborts.
 *
 * @throws RulepostError `service-stopped` when the service ends meanwhile
 */
export async function* changesOf(
  client: Client,
  topics: readonly Topic[],
  signal: AbortSignal,
  everyMs = 1_000,
): AsyncGenerator<void, void, void> {
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const stream = await client.changes(undefined, { signal: ended });
  let changed = Promise.withResolvers<void>();
  let open = true;

  (async () => {
    try {
      for await (const { topic } of stream) if (topics.includes(topic)) changed.resolve();
    } catch {
      // However the stream ended, the loop below says what that means.
    }
    open = false;
    changed.resolve();
  })();

  try {
    while (!ended.aborted) {
      yield;
      await Promise.race([changed.promise, pause(everyMs, undefined, { signal }).catch(() => {})]);
      if (!open && !ended.aborted) throw new RulepostError('service-stopped');
      changed = Promise.withResolvers();
    }
  } finally {
    // Not waited for: whoever looks on no longer must not depend on the stream's end.
    stop.abort();
  }
}
