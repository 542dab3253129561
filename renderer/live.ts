/** Follows the service's stream of changes, asks again for what changed, and knows whether the service is there. */
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Topic } from '../shared/contract/schemas.ts';
import { type Client, client, isSignedOut, orpc, queryClient } from './rpc.ts';

/** `signed-out`: it answers, but lets this browser in no more. */
export type ServiceState = 'connecting' | 'live' | 'away' | 'signed-out';

export interface Live {
  subscribe(listener: () => void): () => void;
  state(): ServiceState;
  /** Tries again now instead of when the wait is over. */
  retryNow(): void;
}

const firstWaitMs = 300;
const longestWaitMs = 10_000;

/** A run that moves also moves its rule's last run and the sums in the status. */
const keysOf: Record<Topic, readonly (readonly unknown[])[]> = {
  status: [orpc.status.key()],
  attempt: [orpc.connection.attempt.key(), orpc.status.key()],
  rules: [orpc.rules.list.key(), orpc.rules.get.key(), orpc.status.key()],
  runs: [orpc.runs.key(), orpc.rules.list.key(), orpc.rules.get.key(), orpc.status.key()],
  activity: [orpc.activity.key()],
  mailbox: [orpc.practice.key()],
};

/** Starts following; goes on until the page is closed. */
export function followChanges(client: Client, queries: QueryClient): Live {
  const listeners = new Set<() => void>();
  let state: ServiceState = 'connecting';
  let wake = () => {};

  function become(next: ServiceState): void {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  /** @returns how it ended: the stream had been open, or why it did not open. */
  async function followOnce(): Promise<'broke' | 'away' | 'signed-out'> {
    let end: 'broke' | 'away' | 'signed-out' = 'away';
    try {
      const changes = await client.changes();
      end = 'broke';
      become('live');
      // Whatever happened while nobody listened is in the answers now.
      void queries.invalidateQueries();
      for await (const { topic } of changes) {
        for (const queryKey of keysOf[topic]) void queries.invalidateQueries({ queryKey });
      }
    } catch (error) {
      // Why an open stream broke does not matter: the loop opens it again, and tells when it cannot.
      if (end === 'away' && isSignedOut(error)) end = 'signed-out';
    }
    return end;
  }

  async function follow(): Promise<never> {
    let waitMs = firstWaitMs;
    for (;;) {
      const end = await followOnce();
      // A stream that merely broke is opened again before anybody is told.
      if (end === 'broke') waitMs = firstWaitMs;
      else become(end);
      await pause(waitMs);
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const retryNow = () => wake();
  document.addEventListener('visibilitychange', retryNow);
  void follow();

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    retryNow,
  };
}

export const live = followChanges(client, queryClient);

/** @returns whether the service answers, as a React value. */
export function useServiceState(): ServiceState {
  return useSyncExternalStore(live.subscribe, live.state);
}
