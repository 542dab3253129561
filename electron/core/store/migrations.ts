/**
 * The database's shape, as a list of steps that only ever grows. `PRAGMA user_version` says how many
 * have been taken.
 *
 * Times are epoch milliseconds; columns named after JSON shapes hold JSON text.
 */
import { RulepostError } from '../../../shared/errors/problem.ts';
import { type Database, transaction } from './database.ts';

const migrations: readonly string[] = [
  `
  CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;

  CREATE TABLE quota (
    day  TEXT PRIMARY KEY,
    used INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE rule (
    id         TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    version    INTEGER NOT NULL,
    enabled    INTEGER NOT NULL DEFAULT 0,
    problem    TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    removed_at INTEGER
  ) STRICT;

  -- What is known of a rule's source: the file as it was last read, and whether the rows that were
  -- there when the rule was switched on are still to be set aside.
  CREATE TABLE source (
    rule_id    TEXT PRIMARY KEY REFERENCES rule(id),
    read_state TEXT,
    baseline   TEXT NOT NULL DEFAULT 'done' CHECK (baseline IN ('pending', 'absent', 'done'))
  ) STRICT;

  -- One firing of a trigger. The unique key is where "never twice" begins. \`arriving\` ones come
  -- from a file that is still being read: they count once it turns out to have stood still.
  CREATE TABLE occurrence (
    id      INTEGER PRIMARY KEY,
    rule_id TEXT NOT NULL REFERENCES rule(id),
    key     TEXT NOT NULL,
    row     TEXT,
    state   TEXT NOT NULL CHECK (state IN ('arriving', 'waiting', 'taken', 'skipped')),
    seen_at INTEGER NOT NULL,
    UNIQUE (rule_id, key)
  ) STRICT;
  CREATE INDEX occurrence_arriving ON occurrence (rule_id) WHERE state = 'arriving';
  CREATE INDEX occurrence_waiting ON occurrence (rule_id, id) WHERE state = 'waiting';

  CREATE TABLE run (
    id           TEXT PRIMARY KEY,
    rule_id      TEXT NOT NULL REFERENCES rule(id),
    rule_version INTEGER NOT NULL,
    strategy     TEXT NOT NULL CHECK (strategy IN ('own-campaign', 'standing-campaign')),
    state        TEXT NOT NULL,
    mail         TEXT NOT NULL,
    problem      TEXT,
    wake_at      INTEGER,
    failures     INTEGER NOT NULL DEFAULT 0,
    calls        INTEGER NOT NULL DEFAULT 0,
    rebuilds     INTEGER NOT NULL DEFAULT 0,
    approved     INTEGER NOT NULL DEFAULT 0,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    ended_at     INTEGER
  ) STRICT;
  CREATE INDEX run_by_rule ON run (rule_id, created_at);
  CREATE INDEX run_by_time ON run (created_at);
  CREATE INDEX run_open ON run (state) WHERE ended_at IS NULL;

  -- The journal: a step is written here before it is tried and after it succeeded.
  CREATE TABLE step (
    run_id   TEXT NOT NULL REFERENCES run(id),
    name     TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('begun', 'done', 'failed')),
    tries    INTEGER NOT NULL,
    notes    TEXT NOT NULL,
    problem  TEXT,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (run_id, name)
  ) STRICT;

  -- One person in one run. The dedupe key says how often a rule may mail the same person.
  CREATE TABLE delivery (
    id            INTEGER PRIMARY KEY,
    rule_id       TEXT NOT NULL REFERENCES rule(id),
    run_id        TEXT REFERENCES run(id),
    occurrence_id INTEGER NOT NULL REFERENCES occurrence(id),
    address       TEXT NOT NULL,
    dedupe_key    TEXT,
    merge_values  TEXT,
    state         TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'not-sent', 'excluded')),
    reason        TEXT,
    created_at    INTEGER NOT NULL,
    ended_at      INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX delivery_once ON delivery (rule_id, dedupe_key) WHERE dedupe_key IS NOT NULL;
  CREATE INDEX delivery_by_run ON delivery (run_id, state);
  CREATE INDEX delivery_by_address ON delivery (address);

  -- The list and campaign that a "once per person" rule keeps for life, one per content.
  CREATE TABLE standing_campaign (
    rule_id      TEXT NOT NULL REFERENCES rule(id),
    content_hash TEXT NOT NULL,
    list_id      TEXT NOT NULL,
    campaign_id  TEXT NOT NULL,
    activity_id  TEXT NOT NULL,
    PRIMARY KEY (rule_id, content_hash)
  ) STRICT;

  CREATE TABLE activity (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    level   TEXT NOT NULL CHECK (level IN ('info', 'good', 'warning', 'error')),
    code    TEXT NOT NULL,
    params  TEXT NOT NULL,
    rule_id TEXT,
    run_id  TEXT
  ) STRICT;
  CREATE INDEX activity_by_rule ON activity (rule_id, id);
  `,
];

/**
 * Brings the database to the newest shape.
 * @throws RulepostError `database-newer` when a newer Rulepost has written it
 */
export function migrate(db: Database, file: string): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (row.user_version > migrations.length) throw new RulepostError('database-newer', { file });
  for (let done = row.user_version; done < migrations.length; done++) {
    transaction(db, () => {
      db.exec(migrations[done] ?? '');
      db.exec(`PRAGMA user_version = ${done + 1}`);
    });
  }
}
