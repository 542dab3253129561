/** Rules as they were applied, with their version and whether they are switched on. */
import { z } from 'zod';
import type { Problem } from '../../../shared/errors/problem.ts';
import { type Rule, ruleSchema } from '../../../shared/rules/schema.ts';
import type { Database } from './database.ts';
import { readJson, readProblem, writeProblem } from './json.ts';

export interface StoredRule {
  id: string;
  definition: Rule;
  version: number;
  enabled: boolean;
  problem: Problem | null;
  createdAt: number;
  updatedAt: number;
}

/** The file as it was when it was last read. */
const readStateSchema = z.object({
  size: z.number(),
  mtimeMs: z.number(),
  ino: z.number(),
  readAt: z.number(),
});

/** What is known of a rule's source. */
export interface SourceState {
  /** Null when it is to be read anew. */
  readState: z.infer<typeof readStateSchema> | null;
  /**
   * - `pending`: rows in the file now are to be set aside at the next reading
   * - `absent`: the file was not there when the rule was switched on; whether its rows are new is
   *   for a person to say
   */
  baseline: 'pending' | 'absent' | 'done';
}

interface RuleRow {
  id: string;
  definition: string;
  version: number;
  enabled: number;
  problem: string | null;
  created_at: number;
  updated_at: number;
}

export type RuleStore = ReturnType<typeof createRuleStore>;

export function createRuleStore(db: Database) {
  const columns = 'id, definition, version, enabled, problem, created_at, updated_at';
  const selectAll = db.prepare(`SELECT ${columns} FROM rule WHERE removed_at IS NULL ORDER BY id`);
  const selectOne = db.prepare(`SELECT ${columns} FROM rule WHERE id = ? AND removed_at IS NULL`);
  const selectEver = db.prepare(`SELECT ${columns} FROM rule WHERE id = ?`);
  const upsert = db.prepare(
    `INSERT INTO rule (id, definition, version, created_at, updated_at) VALUES (:id, :definition, 1, :at, :at)
     ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, version = version + 1,
       updated_at = excluded.updated_at, removed_at = NULL, problem = NULL`,
  );
  const setEnabled = db.prepare('UPDATE rule SET enabled = ?, updated_at = ? WHERE id = ?');
  const setProblem = db.prepare('UPDATE rule SET problem = ? WHERE id = ?');
  const setRemoved = db.prepare(
    'UPDATE rule SET removed_at = ?, enabled = 0, updated_at = ? WHERE id = ?',
  );
  const selectSource = db.prepare('SELECT read_state, baseline FROM source WHERE rule_id = ?');
  const upsertSource = db.prepare(
    `INSERT INTO source (rule_id, read_state, baseline) VALUES (:id, :readState, :baseline)
     ON CONFLICT (rule_id) DO UPDATE SET read_state = excluded.read_state, baseline = excluded.baseline`,
  );

  return {
    list(): StoredRule[] {
      return (selectAll.all() as unknown as RuleRow[]).map(fromRow);
    },
    get(id: string): StoredRule | undefined {
      const row = selectOne.get(id) as unknown as RuleRow | undefined;
      return row === undefined ? undefined : fromRow(row);
    },
    /** Also finds a removed rule: its runs and history still name it. */
    nameOf(id: string): string {
      const row = selectEver.get(id) as unknown as RuleRow | undefined;
      return row === undefined ? id : fromRow(row).definition.name;
    },
    save(definition: Rule, at: number): void {
      upsert.run({ id: definition.id, definition: JSON.stringify(definition), at });
    },
    setEnabled(id: string, enabled: boolean, at: number): void {
      setEnabled.run(enabled ? 1 : 0, at, id);
    },
    setProblem(id: string, problem: Problem | null): void {
      setProblem.run(writeProblem(problem), id);
    },
    /** Hides the rule; what it has sent is remembered, so that adding it again mails nobody twice. */
    remove(id: string, at: number): void {
      setRemoved.run(at, at, id);
    },
    source(id: string): SourceState {
      const row = selectSource.get(id) as
        | { read_state: string | null; baseline: SourceState['baseline'] }
        | undefined;
      return {
        readState:
          row?.read_state == null
            ? null
            : readJson(readStateSchema, row.read_state, 'source.read_state'),
        baseline: row?.baseline ?? 'done',
      };
    },
    saveSource(id: string, state: SourceState): void {
      upsertSource.run({
        id,
        readState: state.readState === null ? null : JSON.stringify(state.readState),
        baseline: state.baseline,
      });
    },
  };
}

function fromRow(row: RuleRow): StoredRule {
  return {
    id: row.id,
    definition: readJson(ruleSchema, row.definition, 'rule.definition'),
    version: row.version,
    enabled: row.enabled === 1,
    problem: readProblem(row.problem, 'rule.problem'),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
