/** Firings of triggers, each stored once under its key before anything else happens with it. */
import { z } from 'zod';
import type { Row } from '../../../shared/rules/schema.ts';
import { type Database, transaction } from './database.ts';
import { readJson } from './json.ts';

const rowSchema = z.record(z.string(), z.string());

export interface Occurrence {
  id: number;
  key: string;
  row: Row;
  seenAt: number;
}

export type OccurrenceStore = ReturnType<typeof createOccurrenceStore>;

export function createOccurrenceStore(db: Database) {
  const insert = db.prepare(
    `INSERT INTO occurrence (rule_id, key, row, state, seen_at) VALUES (?, ?, ?, 'arriving', ?)
     ON CONFLICT (rule_id, key) DO NOTHING`,
  );
  const accept = db.prepare(
    `UPDATE occurrence SET state = 'waiting' WHERE rule_id = ? AND state = 'arriving'`,
  );
  // A skipped row is remembered by its key alone: nothing of it will be needed again.
  const setAside = db.prepare(
    `UPDATE occurrence SET state = 'skipped', row = NULL WHERE rule_id = ? AND state = 'arriving'`,
  );
  const drop = db.prepare(`DELETE FROM occurrence WHERE rule_id = ? AND state = 'arriving'`);
  const known = db.prepare('SELECT 1 FROM occurrence WHERE rule_id = ? AND key = ?');
  const selectWaiting = db.prepare(
    `SELECT id, key, row, seen_at FROM occurrence WHERE rule_id = ? AND state = 'waiting' ORDER BY id LIMIT ?`,
  );
  const countWaiting = db.prepare(
    `SELECT count(*) AS count FROM occurrence WHERE rule_id = ? AND state = 'waiting'`,
  );
  const take = db.prepare(`UPDATE occurrence SET state = 'taken', row = NULL WHERE id = ?`);

  return {
    /** Stores rows not seen before as arriving, in one transaction. */
    add(ruleId: string, rows: readonly { key: string; row: Row }[], at: number): void {
      transaction(db, () => {
        for (const { key, row } of rows) insert.run(ruleId, key, JSON.stringify(row), at);
      });
    },
    /**
     * What has arrived counts: to be mailed (`waiting`), or to be remembered only (`skipped`).
     * @returns how many
     */
    arrived(ruleId: string, as: 'waiting' | 'skipped'): number {
      return Number((as === 'waiting' ? accept : setAside).run(ruleId).changes);
    },
    /** What has arrived does not count: the file changed while it was read, or the process died. */
    dropArriving(ruleId: string): void {
      drop.run(ruleId);
    },
    isKnown(ruleId: string, key: string): boolean {
      return known.get(ruleId, key) !== undefined;
    },
    /** @returns the oldest waiting occurrences, at most `limit` */
    waiting(ruleId: string, limit: number): Occurrence[] {
      const rows = selectWaiting.all(ruleId, limit) as unknown as {
        id: number;
        key: string;
        row: string;
        seen_at: number;
      }[];
      return rows.map((row) => ({
        id: row.id,
        key: row.key,
        row: readJson(rowSchema, row.row, 'occurrence.row'),
        seenAt: row.seen_at,
      }));
    },
    waitingCount(ruleId: string): number {
      return (countWaiting.get(ruleId) as { count: number }).count;
    },
    /** The row's text is dropped once a delivery stands for it: the less is stored, the better. */
    take(id: number): void {
      take.run(id);
    },
  };
}
