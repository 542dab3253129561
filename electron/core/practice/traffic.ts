/** What passed through: counters per endpoint, and listeners who want to see each exchange. */

/** One API call and its answer, for tests that check the contract. Headers include the token. */
export interface Exchange {
  method: string;
  /** With the `/v3` base, without the query. */
  path: string;
  /** As in the API description, e.g. `/contacts/{contact_id}`. */
  template: string;
  query: Record<string, string>;
  requestHeaders: Record<string, string>;
  /** Parsed JSON, or the text when it is none; undefined when there is no body. */
  requestBody: unknown;
  status: number;
  responseBody: unknown;
}

export interface RequestCounter {
  /** @param name "GET /contacts/{contact_id}", "POST /token" */
  count(name: string): number;
  total(): number;
  /** All counters by name. */
  all(): Record<string, number>;
  reset(): void;
}

/** Listeners of one kind of event. */
export interface Emitter<T> {
  /** @returns a function that stops listening */
  on(listener: (event: T) => void): () => void;
  emit(event: T): void;
}

export function createEmitter<T>(): Emitter<T> {
  const listeners = new Set<(event: T) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
  };
}

export function createRequestCounter(): RequestCounter & { add(name: string): void } {
  const counts = new Map<string, number>();
  return {
    add: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    count: (name) => counts.get(name) ?? 0,
    total: () => [...counts.values()].reduce((sum, n) => sum + n, 0),
    all: () => Object.fromEntries(counts),
    reset: () => counts.clear(),
  };
}
