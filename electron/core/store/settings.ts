/** Small facts that belong to the data folder: client id, account profile, times of the connection. */
import type { Database } from './database.ts';

export interface Settings {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): void;
  remove(key: string): void;
}

export function createSettings(db: Database): Settings {
  const select = db.prepare('SELECT value FROM setting WHERE key = ?');
  const upsert = db.prepare(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const remove = db.prepare('DELETE FROM setting WHERE key = ?');
  return {
    get<T>(key: string) {
      const row = select.get(key) as { value: string } | undefined;
      return row === undefined ? undefined : (JSON.parse(row.value) as T);
    },
    set(key, value) {
      upsert.run(key, JSON.stringify(value));
    },
    remove(key) {
      remove.run(key);
    },
  };
}
