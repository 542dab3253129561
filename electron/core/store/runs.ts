/** Runs: what is sent to whom, and how far it has come. */
import { z } from 'zod';
import type { RunState } from '../../../shared/contract/schemas.ts';
import type { Problem } from '../../../shared/errors/problem.ts';
import type { Database } from './database.ts';
import { readJson, readProblem, writeProblem } from './json.ts';

/** `own-campaign`: a list and a campaign per run. `standing-campaign`: one of each for the rule's life. */
export type Strategy = 'own-campaign' | 'standing-campaign';

/** What a run sends, equal for everybody in it; a person's values travel as custom fields. */
const runMailSchema = z.object({
  fromEmail: z.string().optional(),
  fromName: z.string().optional(),
  replyTo: z.string().optional(),
  subject: z.string(),
  preheader: z.string().optional(),
  html: z.string(),
  /** Number of custom fields each person needs. */
  slots: z.number(),
});
export type RunMail = z.infer<typeof runMailSchema>;

export interface StoredRun {
  id: string;
  ruleId: string;
  ruleVersion: number;
  strategy: Strategy;
  state: RunState;
  mail: RunMail;
  problem: Problem | null;
  wakeAt: number | null;
  /** Failures in a row of the present step, for the backoff. */
  failures: number;
  calls: number;
  /** How often its list and campaign had to be made anew because somebody deleted them. */
  rebuilds: number;
  /** A person has said that it may go. */
  approved: boolean;
  createdAt: number;
  updatedAt: number;
  endedAt: number | null;
}

interface RunRow {
  id: string;
  rule_id: string;
  rule_version: number;
  strategy: Strategy;
  state: RunState;
  mail: string;
  problem: string | null;
  wake_at: number | null;
  failures: number;
  calls: number;
  rebuilds: number;
  approved: number;
  created_at: number;
  updated_at: number;
  ended_at: number | null;
}

export type RunStore = ReturnType<typeof createRunStore>;

export function createRunStore(db: Database) {
  const insert = db.prepare(
    `INSERT INTO run (id, rule_id, rule_version, strategy, state, mail, problem, created_at, updated_at)
     VALUES (:id, :ruleId, :ruleVersion, :strategy, :state, :mail, :problem, :at, :at)`,
  );
  const selectOne = db.prepare('SELECT * FROM run WHERE id = ?');
  const selectOpen = db.prepare(
    'SELECT * FROM run WHERE ended_at IS NULL ORDER BY created_at, rowid',
  );
  const selectLatest = db.prepare('SELECT * FROM run ORDER BY created_at DESC, rowid DESC LIMIT ?');
  const selectLatestOfRule = db.prepare(
    'SELECT * FROM run WHERE rule_id = ? ORDER BY created_at DESC, rowid DESC LIMIT ?',
  );
  const update = db.prepare(
    `UPDATE run SET state = :state, problem = :problem, wake_at = :wakeAt, failures = :failures,
       calls = :calls, rebuilds = :rebuilds, approved = :approved, updated_at = :updatedAt, ended_at = :endedAt WHERE id = :id`,
  );
  const all = (rows: unknown) => (rows as RunRow[]).map(runFromRow);

  return {
    insert(
      run: Pick<
        StoredRun,
        'id' | 'ruleId' | 'ruleVersion' | 'strategy' | 'state' | 'mail' | 'problem'
      >,
      at: number,
    ): void {
      insert.run({
        id: run.id,
        ruleId: run.ruleId,
        ruleVersion: run.ruleVersion,
        strategy: run.strategy,
        state: run.state,
        mail: JSON.stringify(run.mail),
        problem: writeProblem(run.problem),
        at,
      });
    },
    get(id: string): StoredRun | undefined {
      const row = selectOne.get(id) as unknown as RunRow | undefined;
      return row === undefined ? undefined : runFromRow(row);
    },
    /** @returns runs that are not over, oldest first */
    open(): StoredRun[] {
      return all(selectOpen.all());
    },
    latest(limit: number, ruleId?: string): StoredRun[] {
      return all(
        ruleId === undefined ? selectLatest.all(limit) : selectLatestOfRule.all(ruleId, limit),
      );
    },
    save(run: StoredRun): void {
      update.run({
        id: run.id,
        state: run.state,
        problem: writeProblem(run.problem),
        wakeAt: run.wakeAt,
        failures: run.failures,
        calls: run.calls,
        rebuilds: run.rebuilds,
        approved: run.approved ? 1 : 0,
        updatedAt: run.updatedAt,
        endedAt: run.endedAt,
      });
    },
  };
}

function runFromRow(row: RunRow): StoredRun {
  return {
    id: row.id,
    ruleId: row.rule_id,
    ruleVersion: row.rule_version,
    strategy: row.strategy,
    state: row.state,
    mail: readJson(runMailSchema, row.mail, 'run.mail'),
    problem: readProblem(row.problem, 'run.problem'),
    wakeAt: row.wake_at,
    failures: row.failures,
    calls: row.calls,
    rebuilds: row.rebuilds,
    approved: row.approved === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    endedAt: row.ended_at,
  };
}
