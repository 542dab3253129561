/** A kind of documents held in memory, written out when the request that changed them is over. */
import type { DocumentStore } from '../store/documents.ts';
import type { Entity } from './entities.ts';

export interface Collection<T extends Entity> {
  readonly size: number;
  get(id: string): T | undefined;
  /** In order of creation. */
  all(): T[];
  /** @returns the value whose `key` is this, if the collection has one */
  find(key: string): T | undefined;
  /** @returns the values of one group, in order of creation */
  group(key: string): readonly T[];
  /** Adds or replaces; also to be called after a value was changed in place. */
  put(value: T): void;
  remove(id: string): void;
  nextSeq(): number;
}

export interface CollectionOptions<T> {
  /** A second, unique key, such as the address of a contact. */
  key?: (value: T) => string | undefined;
  /** A grouping that never changes, such as the campaign of a mail. */
  groupBy?: (value: T) => string;
}

/** A collection together with the way its changes reach the disk. */
export interface StoredCollection<T extends Entity> extends Collection<T> {
  writeChanges(): void;
  readonly changed: boolean;
}

export function createCollection<T extends Entity>(
  documents: DocumentStore,
  kind: string,
  options: CollectionOptions<T> = {},
): StoredCollection<T> {
  const values = new Map<string, T>();
  const keyOf = new Map<string, string>();
  const byKey = new Map<string, T>();
  const groups = new Map<string, T[]>();
  const dirty = new Set<string>();
  let lastSeq = 0;

  function index(value: T): void {
    const known = keyOf.get(value.id);
    const key = options.key?.(value);
    if (known !== undefined && known !== key) byKey.delete(known);
    if (key === undefined) keyOf.delete(value.id);
    else {
      keyOf.set(value.id, key);
      byKey.set(key, value);
    }
    if (options.groupBy && !values.has(value.id)) {
      const group = options.groupBy(value);
      const members = groups.get(group);
      if (members) members.push(value);
      else groups.set(group, [value]);
    }
    values.set(value.id, value);
    lastSeq = Math.max(lastSeq, value.seq);
  }

  for (const value of documents.all<T>(kind)) index(value);

  return {
    get size() {
      return values.size;
    },
    get changed() {
      return dirty.size > 0;
    },
    get: (id) => values.get(id),
    all: () => [...values.values()],
    find: (key) => byKey.get(key),
    group: (key) => groups.get(key) ?? [],

    put(value) {
      index(value);
      dirty.add(value.id);
    },

    remove(id) {
      const value = values.get(id);
      if (!value) return;
      values.delete(id);
      const key = keyOf.get(id);
      keyOf.delete(id);
      if (key !== undefined) byKey.delete(key);
      if (options.groupBy) {
        const group = options.groupBy(value);
        groups.set(
          group,
          (groups.get(group) ?? []).filter((v) => v.id !== id),
        );
      }
      dirty.add(id);
    },

    nextSeq() {
      lastSeq += 1;
      return lastSeq;
    },

    writeChanges() {
      for (const id of dirty) {
        const value = values.get(id);
        if (value) documents.put(kind, id, value);
        else documents.remove(kind, id);
      }
      dirty.clear();
    },
  };
}
