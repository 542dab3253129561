/** Opens the database of a data folder and hands out its stores. */
import { createActivityStore } from './activity.ts';
import { type Database, openDatabase, toStoreError, transaction } from './database.ts';
import { createDeliveryStore } from './deliveries.ts';
import { migrate } from './migrations.ts';
import { createOccurrenceStore } from './occurrences.ts';
import { createQuotaCounters } from './quota.ts';
import { createRuleStore } from './rules.ts';
import { createRunStore } from './runs.ts';
import { createSettings } from './settings.ts';
import { createStandingCampaignStore } from './standing-campaigns.ts';
import { createStepStore } from './steps.ts';

export type Store = ReturnType<typeof openStore>;

export interface StoreOptions {
  /** Most pages of 4 kB the file may have: how tests fill a disk. */
  maxPages?: number | undefined;
}

/**
 * @param file path of the database, or `:memory:`
 * @throws RulepostError `data-folder-unwritable`, `database-corrupt`, `database-newer`, `disk-full`
 */
export function openStore(file: string, options: StoreOptions = {}) {
  const db = openDatabase(file);
  try {
    if (options.maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${options.maxPages}`);
    migrate(db, file);
    // A file that can only be read is known now, not at the first write.
    transaction(db, () => {});
  } catch (error) {
    db.close();
    throw toStoreError(error, file);
  }
  return {
    settings: createSettings(db),
    quota: createQuotaCounters(db),
    rules: createRuleStore(db),
    occurrences: createOccurrenceStore(db),
    runs: createRunStore(db),
    steps: createStepStore(db),
    standing: createStandingCampaignStore(db),
    deliveries: createDeliveryStore(db),
    activity: createActivityStore(db),
    /** All of `work` is durable afterwards, or none of it. Not to be nested. */
    transaction: <T>(work: () => T): T => transaction(db, work),
    /** Gives what a statement threw its code, where it is a known failure of the disk or the file. */
    explain: (error: unknown): unknown => toStoreError(error, file),
    /** @returns null when the database is sound, else what SQLite found */
    check: (): string | null => checkDatabase(db),
    /** Writes a consistent copy; `target` must not exist. */
    copyTo(target: string): void {
      // Not DatabaseSync's backup(): Electron leaves it out of its build.
      db.prepare('VACUUM INTO ?').run(target);
    },
    close(): void {
      if (db.isOpen) db.close();
    },
  };
}

function checkDatabase(db: Database): string | null {
  const rows = db.prepare('PRAGMA quick_check(5)').all() as { quick_check: string }[];
  const found = rows.map((row) => row.quick_check).filter((line) => line !== 'ok');
  return found.length === 0 ? null : found.join('; ');
}
