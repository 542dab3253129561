/** What happened, for people: a code and its parameters; the words are made when it is read. */
import { z } from 'zod';
import type { ActivityEntry } from '../../../shared/contract/schemas.ts';
import type { ProblemParams } from '../../../shared/errors/problem.ts';
import type { Database } from './database.ts';
import { readJson } from './json.ts';

const paramsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

export interface StoredActivity {
  id: number;
  at: number;
  level: ActivityEntry['level'];
  code: string;
  params: ProblemParams;
  ruleId: string | null;
  runId: string | null;
}

interface ActivityRow {
  id: number;
  at: number;
  level: ActivityEntry['level'];
  code: string;
  params: string;
  rule_id: string | null;
  run_id: string | null;
}

export interface ActivityQuery {
  before?: number | undefined;
  after?: number | undefined;
  ruleId?: string | undefined;
  limit: number;
}

export type ActivityStore = ReturnType<typeof createActivityStore>;

export function createActivityStore(db: Database) {
  const insert = db.prepare(
    `INSERT INTO activity (at, level, code, params, rule_id, run_id)
     VALUES (:at, :level, :code, :params, :ruleId, :runId)`,
  );
  // One statement per shape of question, so that each keeps to its index at any size.
  const question = (rule: boolean, newer: boolean) =>
    db.prepare(
      `SELECT * FROM activity WHERE ${rule ? 'rule_id = :ruleId AND' : ''}
       id ${newer ? '>' : '<'} :edge ORDER BY id ${newer ? 'ASC' : 'DESC'} LIMIT :limit`,
    );
  const older = question(false, false);
  const newer = question(false, true);
  const olderOfRule = question(true, false);
  const newerOfRule = question(true, true);

  return {
    insert(entry: Omit<StoredActivity, 'id'>): void {
      insert.run({
        at: entry.at,
        level: entry.level,
        code: entry.code,
        params: JSON.stringify(entry.params),
        ruleId: entry.ruleId,
        runId: entry.runId,
      });
    },
    /** Newest first; with `after`, what is newer than that entry, oldest first. */
    page(query: ActivityQuery): StoredActivity[] {
      const forward = query.after !== undefined;
      const edge = query.after ?? query.before ?? Number.MAX_SAFE_INTEGER;
      const shared = { edge, limit: query.limit };
      const rows =
        query.ruleId === undefined
          ? (forward ? newer : older).all(shared)
          : (forward ? newerOfRule : olderOfRule).all({ ...shared, ruleId: query.ruleId });
      return (rows as unknown as ActivityRow[]).map((row) => ({
        id: row.id,
        at: row.at,
        level: row.level,
        code: row.code,
        params: readJson(paramsSchema, row.params, 'activity.params'),
        ruleId: row.rule_id,
        runId: row.run_id,
      }));
    },
  };
}
