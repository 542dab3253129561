/** Calls made per UTC day, so that a restart does not forget how much of the quota is spent. */
import type { Database } from './database.ts';

export interface QuotaCounters {
  /** @param day UTC date, `YYYY-MM-DD` */
  load(day: string): number;
  save(day: string, used: number): void;
}

export function createQuotaCounters(db: Database): QuotaCounters {
  const select = db.prepare('SELECT used FROM quota WHERE day = ?');
  const upsert = db.prepare(
    'INSERT INTO quota (day, used) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET used = excluded.used',
  );
  return {
    load(day) {
      return (select.get(day) as { used: number } | undefined)?.used ?? 0;
    },
    save(day, used) {
      upsert.run(day, used);
    },
  };
}
