/**
 * A lock between processes that a crash cannot leave behind.
 *
 * It is a tiny SQLite file held in an open EXCLUSIVE transaction: the lock belongs to the operating
 * system's file lock under it, and that goes when the holder's process ends, however it ends. A lock
 * file with a process id in it would need somebody to guess whether the holder still lives.
 *
 * Two things break it, so never do them: deleting a lock file while Rulepost runs (the next process
 * would lock a new one), and opening it by other means than this module (on Linux and macOS, closing
 * any handle of a file drops the process's locks on it; https://sqlite.org/howtocorrupt.html, 2.2).
 */
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../ports.ts';
import { toStoreError } from './database.ts';

/** Held for as long as this object is referenced: keep it until the end of what it guards. */
export interface FileLock {
  /** Gives the lock back; a second call does nothing. */
  release(): void;
}

export interface FileLockOptions {
  clock: Clock;
  /** Ends the wait; the promise then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** true: wait until the lock is free. false: answer null at once when another holds it. */
  wait: boolean;
}

const SQLITE_BUSY = 5;
/** Milliseconds between two looks. The look itself takes about 0.1 ms and never blocks. */
const LOOK_EVERY = 25;

/**
 * @param file path of the lock file; made when missing, stays for ever, holds nothing
 * @returns the lock, or null when it is taken and `wait` is false
 * @throws RulepostError `data-folder-unwritable`, `database-corrupt`, `disk-full`; the signal's reason
 */
export async function acquireFileLock(
  file: string,
  { clock, signal, wait }: FileLockOptions,
): Promise<FileLock | null> {
  for (;;) {
    signal?.throwIfAborted();
    const lock = tryLock(file);
    if (lock || !wait) return lock;
    // Spread out, so that several waiting processes do not keep looking at the same moment.
    await clock.sleep(LOOK_EVERY * (0.5 + Math.random()), signal);
  }
}

function tryLock(file: string): FileLock | null {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 0 });
    // MEMORY: no journal file beside it; nothing is ever written.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;');
  } catch (error) {
    db?.close();
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY) return null;
    throw toStoreError(error, file);
  }
  const held = db;
  return {
    release() {
      if (held.isOpen) held.close();
    },
  };
}
