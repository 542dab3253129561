/** Tells whoever shows the core's state which part of it has changed. */
import type { Topic } from '../../shared/contract/schemas.ts';

export interface Events {
  emit(topic: Topic): void;
  /** @returns a function that stops listening */
  on(listener: (topic: Topic) => void): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<(topic: Topic) => void>();
  return {
    emit(topic) {
      for (const listener of listeners) listener(topic);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
