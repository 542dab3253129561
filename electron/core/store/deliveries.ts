/** One person in one run: the address, the values of their mail, how it ended and why. */
import { z } from 'zod';
import type { DeliveryState } from '../../../shared/contract/schemas.ts';
import type { Problem } from '../../../shared/errors/problem.ts';
import type { Database } from './database.ts';
import { readJson, readProblem, writeProblem } from './json.ts';

const valuesSchema = z.array(z.string());

export interface NewDelivery {
  ruleId: string;
  runId: string | null;
  occurrenceId: number;
  address: string;
  /** Unique per rule; null for an excluded one, which claims nothing. */
  dedupeKey: string | null;
  /** Values of the run's custom fields, in order. */
  values: readonly string[];
  state: DeliveryState;
  reason: Problem | null;
}

export interface StoredDelivery {
  id: number;
  address: string;
  /** Key of the row it stands for. */
  rowKey: string;
  values: string[];
  state: DeliveryState;
  reason: Problem | null;
}

export interface DeliveryCounts {
  recipients: number;
  sent: number;
  notSent: number;
}

interface DeliveryRow {
  id: number;
  address: string;
  row_key: string;
  merge_values: string | null;
  state: DeliveryState;
  reason: string | null;
}

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

export function createDeliveryStore(db: Database) {
  const insert = db.prepare(
    `INSERT INTO delivery (rule_id, run_id, occurrence_id, address, dedupe_key, merge_values, state, reason, created_at)
     VALUES (:ruleId, :runId, :occurrenceId, :address, :dedupeKey, :values, :state, :reason, :at)`,
  );
  const claimed = db.prepare('SELECT 1 FROM delivery WHERE rule_id = ? AND dedupe_key = ?');
  const select = db.prepare(
    `SELECT d.id, d.address, o.key AS row_key, d.merge_values, d.state, d.reason
     FROM delivery d JOIN occurrence o ON o.id = d.occurrence_id
     WHERE d.run_id = ? AND d.id > ? ORDER BY d.id LIMIT ?`,
  );
  const counts = db.prepare(
    `SELECT count(*) AS recipients, count(*) FILTER (WHERE state = 'sent') AS sent,
       count(*) FILTER (WHERE state = 'not-sent') AS notSent FROM delivery WHERE run_id = ?`,
  );
  const selectPlanned = db.prepare(
    `SELECT id, address FROM delivery WHERE run_id = ? AND state = 'planned'`,
  );
  const endOne = db.prepare(
    'UPDATE delivery SET state = :state, reason = :reason, ended_at = :at WHERE id = :id',
  );
  const moveOne = db.prepare('UPDATE delivery SET run_id = ?, merge_values = NULL WHERE id = ?');
  const endPlanned = db.prepare(
    `UPDATE delivery SET state = :state, reason = :reason, ended_at = :at
     WHERE run_id = :runId AND state = 'planned'`,
  );

  return {
    /** @throws when the dedupe key is taken: the caller has asked `isClaimed` in the same transaction. */
    insert(delivery: NewDelivery, at: number): void {
      insert.run({
        ruleId: delivery.ruleId,
        runId: delivery.runId,
        occurrenceId: delivery.occurrenceId,
        address: delivery.address,
        dedupeKey: delivery.dedupeKey,
        values: delivery.values.length === 0 ? null : JSON.stringify(delivery.values),
        state: delivery.state,
        reason: writeProblem(delivery.reason),
        at,
      });
    },
    isClaimed(ruleId: string, dedupeKey: string): boolean {
      return claimed.get(ruleId, dedupeKey) !== undefined;
    },
    ofRun(runId: string, limit: number, afterId = 0): StoredDelivery[] {
      return (select.all(runId, afterId, limit) as unknown as DeliveryRow[]).map(fromRow);
    },
    counts(runId: string): DeliveryCounts {
      return { ...(counts.get(runId) as unknown as DeliveryCounts) };
    },
    /** Ends the planned deliveries of one run whose address (in lower case) is among `addresses`. */
    end(
      runId: string,
      addresses: ReadonlySet<string>,
      end: { state: 'sent' | 'not-sent'; reason: Problem | null },
      at: number,
    ): void {
      const reason = writeProblem(end.reason);
      const planned = selectPlanned.all(runId) as unknown as { id: number; address: string }[];
      for (const { id, address } of planned) {
        if (addresses.has(address.toLowerCase())) endOne.run({ id, state: end.state, reason, at });
      }
    },
    /** Moves deliveries to another run, whose mail has their values written into it. */
    move(ids: readonly number[], runId: string): void {
      for (const id of ids) moveOne.run(runId, id);
    },
    /** Ends all that are still planned. */
    endRest(
      runId: string,
      end: { state: 'sent' | 'not-sent'; reason: Problem | null },
      at: number,
    ): void {
      const reason = writeProblem(end.reason);
      endPlanned.run({ runId, state: end.state, reason, at });
    },
  };
}

function fromRow(row: DeliveryRow): StoredDelivery {
  return {
    id: row.id,
    address: row.address,
    rowKey: row.row_key,
    values:
      row.merge_values === null ? [] : readJson(valuesSchema, row.merge_values, 'delivery.values'),
    state: row.state,
    reason: readProblem(row.reason, 'delivery.reason'),
  };
}
