/** Runs, the journal of their steps, and the campaigns that "once per person" rules keep for life. */
import type { RunState, StepName } from '../../../shared/contract/schemas.ts';
import type { Problem } from '../../../shared/errors/problem.ts';
import type { Database } from './database.ts';

/** `own-campaign`: a list and a campaign per run. `standing-campaign`: one of each for the rule's life. */
export type Strategy = 'own-campaign' | 'standing-campaign';

/** What a run sends, equal for everybody in it; person's values travel as custom fields. */
export interface RunMail {
  fromEmail?: string | undefined;
  fromName?: string | undefined;
  replyTo?: string | undefined;
  subject: string;
  preheader?: string | undefined;
  html: string;
  /** Number of custom fields each person needs. */
  slots: number;
}

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
  createdAt: number;
  updatedAt: number;
  endedAt: number | null;
}

export interface StoredStep {
  name: StepName;
  state: 'begun' | 'done' | 'failed';
  tries: number;
  /** What the step has learnt: ids, counts. Kept while it is still begun, too. */
  notes: Record<string, unknown>;
  problem: Problem | null;
  begunAt: number;
  endedAt: number | null;
}

export interface StandingCampaign {
  listId: string;
  campaignId: string;
  activityId: string;
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
  created_at: number;
  updated_at: number;
  ended_at: number | null;
}

interface StepRow {
  name: StepName;
  state: StoredStep['state'];
  tries: number;
  notes: string | null;
  problem: string | null;
  begun_at: number;
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
       calls = :calls, updated_at = :updatedAt, ended_at = :endedAt WHERE id = :id`,
  );
  const selectSteps = db.prepare('SELECT * FROM step WHERE run_id = ? ORDER BY begun_at, rowid');
  const beginStep = db.prepare(
    `INSERT INTO step (run_id, name, state, tries, notes, begun_at) VALUES (:run, :name, 'begun', 1, :notes, :at)
     ON CONFLICT (run_id, name) DO UPDATE SET state = 'begun', tries = tries + 1, problem = NULL, ended_at = NULL`,
  );
  const noteStep = db.prepare(
    'UPDATE step SET notes = :notes WHERE run_id = :run AND name = :name',
  );
  const endStep = db.prepare(
    `UPDATE step SET state = :state, notes = :notes, problem = :problem, ended_at = :at
     WHERE run_id = :run AND name = :name`,
  );
  const forgetStep = db.prepare('DELETE FROM step WHERE run_id = ? AND name = ?');
  const selectStanding = db.prepare(
    `SELECT list_id AS listId, campaign_id AS campaignId, activity_id AS activityId
     FROM standing_campaign WHERE rule_id = ? AND content_hash = ?`,
  );
  const upsertStanding = db.prepare(
    `INSERT INTO standing_campaign (rule_id, content_hash, list_id, campaign_id, activity_id)
     VALUES (:ruleId, :hash, :listId, :campaignId, :activityId)
     ON CONFLICT (rule_id, content_hash) DO UPDATE SET list_id = excluded.list_id,
       campaign_id = excluded.campaign_id, activity_id = excluded.activity_id`,
  );
  const removeStanding = db.prepare(
    'DELETE FROM standing_campaign WHERE rule_id = ? AND content_hash = ?',
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
        problem: toJson(run.problem),
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
        problem: toJson(run.problem),
        wakeAt: run.wakeAt,
        failures: run.failures,
        calls: run.calls,
        updatedAt: run.updatedAt,
        endedAt: run.endedAt,
      });
    },

    steps(runId: string): StoredStep[] {
      return (selectSteps.all(runId) as unknown as StepRow[]).map(stepFromRow);
    },
    beginStep(runId: string, name: StepName, at: number): void {
      beginStep.run({ run: runId, name, notes: null, at });
    },
    /** Keeps what a step has learnt so far, before its next call. */
    noteStep(runId: string, name: StepName, notes: Record<string, unknown>): void {
      noteStep.run({ run: runId, name, notes: JSON.stringify(notes) });
    },
    endStep(
      runId: string,
      name: StepName,
      end: { state: 'done' | 'failed'; notes: Record<string, unknown>; problem: Problem | null },
      at: number,
    ): void {
      endStep.run({
        run: runId,
        name,
        state: end.state,
        notes: JSON.stringify(end.notes),
        problem: toJson(end.problem),
        at,
      });
    },
    /** Takes steps out of the journal, so that the run does them again. */
    forgetSteps(runId: string, names: readonly StepName[]): void {
      for (const name of names) forgetStep.run(runId, name);
    },

    standing(ruleId: string, hash: string): StandingCampaign | undefined {
      const row = selectStanding.get(ruleId, hash) as unknown as StandingCampaign | undefined;
      return row === undefined ? undefined : { ...row };
    },
    saveStanding(ruleId: string, hash: string, standing: StandingCampaign): void {
      upsertStanding.run({ ruleId, hash, ...standing });
    },
    /** Forgets them all: the account is another one. */
    forgetStanding(): void {
      db.exec('DELETE FROM standing_campaign');
    },
    removeStanding(ruleId: string, hash: string): void {
      removeStanding.run(ruleId, hash);
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
    mail: JSON.parse(row.mail) as RunMail,
    problem: row.problem === null ? null : (JSON.parse(row.problem) as Problem),
    wakeAt: row.wake_at,
    failures: row.failures,
    calls: row.calls,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    endedAt: row.ended_at,
  };
}

function stepFromRow(row: StepRow): StoredStep {
  return {
    name: row.name,
    state: row.state,
    tries: row.tries,
    notes: row.notes === null ? {} : (JSON.parse(row.notes) as Record<string, unknown>),
    problem: row.problem === null ? null : (JSON.parse(row.problem) as Problem),
    begunAt: row.begun_at,
    endedAt: row.ended_at,
  };
}

function toJson(problem: Problem | null): string | null {
  return problem === null ? null : JSON.stringify(problem);
}
