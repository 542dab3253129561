/**
 * Watches one file by looking at it, which works on every disk, share and container (file events do
 * not). It is to be read when it has changed and then stood still.
 */
import { stat } from 'node:fs/promises';
import { hasCode } from '../../../shared/errors/problem.ts';
import type { Clock } from '../ports.ts';
import { type FileState, fileState, openFile, sameState, toSourceError } from './open-file.ts';

/** The state in which a file was last read; plain JSON for the store. */
export interface ReadState extends FileState {
  /** Epoch milliseconds. */
  readAt: number;
}

/**
 * - `unchanged`: as it was last read
 * - `settling`: changed, perhaps still being written; look again after `SETTLE_MS`
 * - `locked`: another program holds it
 * - `missing`: not there
 * - `ready`: changed and settled; read it
 */
export type FileCheck = 'unchanged' | 'settling' | 'locked' | 'missing' | 'ready';

/** A file whose size and time were the same at two looks this far apart (ms) is no longer written. */
export const SETTLE_MS = 2_000;

export interface CsvWatch {
  /** @throws RulepostError `source-unreadable` (e.g. a folder) */
  check(): Promise<FileCheck>;
  /**
   * Notes that the file was read.
   * @param state the `file` of the reading
   * @returns the state to keep for the next start
   */
  markRead(state: FileState): ReadState;
}

/**
 * @param deps.lastRead from an earlier `markRead`; null when the file was never read
 * @param deps.open opens the file for reading; a test may give another
 */
export function createCsvWatch(
  file: string,
  deps: { clock: Clock; lastRead?: ReadState | null; open?: typeof openFile },
): CsvWatch {
  const { clock, open = openFile } = deps;
  let lastRead = deps.lastRead ?? null;
  /** The newest state seen, and since when. */
  let seen: { state: FileState; since: number } | null = null;

  async function look(): Promise<FileState> {
    try {
      return fileState(await stat(file));
    } catch (error) {
      throw toSourceError(error, file);
    }
  }

  async function judge(): Promise<FileCheck> {
    const state = await look();
    if (seen === null || !sameState(state, seen.state)) seen = { state, since: clock.now() };
    if (lastRead !== null && sameState(state, lastRead)) return 'unchanged';
    if (clock.now() - seen.since < SETTLE_MS) return 'settling';
    // Excel's owner file beside it (~$name) says nothing: what can be opened can be read.
    const handle = await open(file);
    await handle.close();
    return 'ready';
  }

  return {
    async check() {
      try {
        return await judge();
      } catch (error) {
        if (hasCode(error, 'source-locked')) return 'locked';
        if (!hasCode(error, 'source-missing')) throw error;
        seen = null;
        return 'missing';
      }
    },

    markRead({ size, mtimeMs, ino }) {
      lastRead = { size, mtimeMs, ino, readAt: clock.now() };
      return lastRead;
    },
  };
}
