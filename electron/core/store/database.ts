/**
 * Opens a SQLite file with the settings every store of Rulepost uses.
 *
 * WAL with synchronous=FULL: what a transaction has committed survives a crash and a power cut.
 */
import { DatabaseSync } from 'node:sqlite';
import { RulepostError } from '../../../shared/errors/problem.ts';

export type Database = DatabaseSync;

/**
 * @param file path of the database, or `:memory:`
 * @throws RulepostError `data-folder-unwritable`, `database-corrupt`, `disk-full`
 */
export function openDatabase(file: string): Database {
  try {
    const db = new DatabaseSync(file, { timeout: 5_000 });
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    return db;
  } catch (error) {
    throw toStoreError(error, file);
  }
}

/** Runs `work` in one transaction: all of it is durable afterwards, or none of it. */
export function transaction<T>(db: Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw toStoreError(error, db.location() ?? ':memory:');
  }
}

/** Gives the known ways a database can fail their codes; https://sqlite.org/rescode.html */
export function toStoreError(error: unknown, file: string): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (code === undefined) return error;
  switch (code & 0xff) {
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
      return new RulepostError('data-folder-unwritable', { folder: file }, { cause: error });
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return new RulepostError('database-corrupt', { file }, { cause: error });
    case 13: // SQLITE_FULL
      return new RulepostError('disk-full', { file }, { cause: error });
    default:
      return error;
  }
}
