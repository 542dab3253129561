/**
 * Keeps JSON documents in a SQLite file: the memory of the practice account.
 *
 * Documents are written and read back by the same code, so they are trusted. Whoever changes their
 * shape gives the kind a new name, and the old ones are simply no longer read.
 */
import { openDatabase, transaction } from './database.ts';

export interface DocumentStore {
  /** @returns the documents of a kind, the first ever put first */
  all<T>(kind: string): T[];
  /** Adds the document or replaces the one with this id; `value` must survive JSON. */
  put(kind: string, id: string, value: unknown): void;
  remove(kind: string, id: string): void;
  /** All of `work` is durable afterwards, or none of it. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * @param file path of the database, or `:memory:`
 * @throws RulepostError `data-folder-unwritable`, `database-corrupt`, `disk-full`
 */
export function openDocumentStore(file: string): DocumentStore {
  const db = openDatabase(file);
  db.exec(
    'CREATE TABLE IF NOT EXISTS doc (kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, id))',
  );
  const select = db.prepare('SELECT json FROM doc WHERE kind = ? ORDER BY rowid');
  const upsert = db.prepare(
    'INSERT INTO doc (kind, id, json) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json',
  );
  const erase = db.prepare('DELETE FROM doc WHERE kind = ? AND id = ?');

  return {
    all: <T>(kind: string) => select.all(kind).map((row) => JSON.parse(String(row.json)) as T),
    put: (kind, id, value) => void upsert.run(kind, id, JSON.stringify(value)),
    remove: (kind, id) => void erase.run(kind, id),
    transaction: (work) => transaction(db, work),
    close: () => db.close(),
  };
}
