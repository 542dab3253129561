/** The journal of a run's steps: written before a step is tried and after it succeeded. */
import { z } from 'zod';
import type { StepName } from '../../../shared/contract/schemas.ts';
import type { Problem } from '../../../shared/errors/problem.ts';
import type { Database } from './database.ts';
import { readJson, readProblem, writeProblem } from './json.ts';

/** What the steps of a run have learnt; each adds its own part. Kept while a step is still begun, too. */
const runNotesSchema = z
  .object({
    listId: z.string(),
    /** Import activities, one per part handed over so far. */
    importIds: z.array(z.string()),
    /** People handed over. */
    imported: z.number(),
    /** People the import refused (unsubscribed, or not accepted). */
    refused: z.number(),
    /** Members of the list that can be mailed. */
    active: z.number(),
    /** There is nobody to mail: the run goes straight to its end. */
    nobody: z.boolean(),
    campaignId: z.string(),
    activityId: z.string(),
    sender: z.object({ fromEmail: z.string(), fromName: z.string(), replyTo: z.string() }),
    /** Sends of the campaign that are not this run's; noted right before the first scheduling. */
    earlierSends: z.array(z.string()),
    /** Somebody deleted the campaign after it was scheduled: whether it left cannot be known. */
    lost: z.boolean(),
    /** How often a step has looked so far, for the growing pauses. */
    looks: z.number(),
  })
  .partial();
export type RunNotes = z.infer<typeof runNotesSchema>;

export interface StoredStep {
  name: StepName;
  state: 'begun' | 'done' | 'failed';
  tries: number;
  notes: RunNotes;
  problem: Problem | null;
  begunAt: number;
  endedAt: number | null;
}

interface StepRow {
  name: StepName;
  state: StoredStep['state'];
  tries: number;
  notes: string;
  problem: string | null;
  begun_at: number;
  ended_at: number | null;
}

export type StepStore = ReturnType<typeof createStepStore>;

export function createStepStore(db: Database) {
  const select = db.prepare('SELECT * FROM step WHERE run_id = ? ORDER BY begun_at, rowid');
  const begin = db.prepare(
    `INSERT INTO step (run_id, name, state, tries, notes, begun_at)
     VALUES (:run, :name, 'begun', 1, '{}', :at)
     ON CONFLICT (run_id, name) DO UPDATE SET state = 'begun', tries = tries + 1, problem = NULL,
       ended_at = NULL`,
  );
  const note = db.prepare('UPDATE step SET notes = :notes WHERE run_id = :run AND name = :name');
  const end = db.prepare(
    `UPDATE step SET state = :state, notes = :notes, problem = :problem, ended_at = :at
     WHERE run_id = :run AND name = :name`,
  );
  const forget = db.prepare('DELETE FROM step WHERE run_id = ? AND name = ?');

  return {
    ofRun(runId: string): StoredStep[] {
      return (select.all(runId) as unknown as StepRow[]).map((row) => ({
        name: row.name,
        state: row.state,
        tries: row.tries,
        notes: readJson(runNotesSchema, row.notes, 'step.notes'),
        problem: readProblem(row.problem, 'step.problem'),
        begunAt: row.begun_at,
        endedAt: row.ended_at,
      }));
    },
    /** Begins a step, or begins it again: what it has noted stays. */
    begin(runId: string, name: StepName, at: number): void {
      begin.run({ run: runId, name, at });
    },
    /** Keeps what a step has learnt so far, before its next call. */
    note(runId: string, name: StepName, notes: RunNotes): void {
      note.run({ run: runId, name, notes: JSON.stringify(notes) });
    },
    end(
      runId: string,
      name: StepName,
      outcome: { state: 'done' | 'failed'; notes: RunNotes; problem: Problem | null },
      at: number,
    ): void {
      end.run({
        run: runId,
        name,
        state: outcome.state,
        notes: JSON.stringify(outcome.notes),
        problem: writeProblem(outcome.problem),
        at,
      });
    },
    /** Takes steps out of the journal, so that the run does them again. */
    forget(runId: string, names: readonly StepName[]): void {
      for (const name of names) forget.run(runId, name);
    },
  };
}
