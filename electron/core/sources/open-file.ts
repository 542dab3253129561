/** Opens a source file for reading, and says in Rulepost's words why that fails. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { RulepostError } from '../../../shared/errors/problem.ts';

/** What tells one state of a file from another. Plain JSON. */
export interface FileState {
  size: number;
  mtimeMs: number;
  /** A file that was replaced has another one, even with the same size and time. */
  ino: number;
}

export function fileState(stats: Awaited<ReturnType<typeof stat>>): FileState {
  return { size: Number(stats.size), mtimeMs: Number(stats.mtimeMs), ino: Number(stats.ino) };
}

export function sameState(a: FileState, b: FileState): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino;
}

/** @throws RulepostError `source-missing`, `source-locked`, `source-unreadable` */
export async function openFile(file: string): Promise<FileHandle> {
  try {
    // Looked at before it is opened: opening a pipe waits for whoever writes into it.
    const stats = await stat(file);
    if (!stats.isFile()) {
      const reason = stats.isDirectory() ? 'it is a folder' : 'it is not an ordinary file';
      throw new RulepostError('source-unreadable', { file, reason });
    }
    return await open(file, 'r');
  } catch (error) {
    throw toSourceError(error, file);
  }
}

/** @returns the error for whatever opening, reading or looking at `file` threw */
export function toSourceError(error: unknown, file: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new RulepostError('source-missing', { file }, { cause: error });
    case 'EISDIR':
      return new RulepostError(
        'source-unreadable',
        { file, reason: 'it is a folder' },
        { cause: error },
      );
    case 'EBUSY':
    case 'EACCES':
    case 'EPERM':
      return new RulepostError('source-locked', { file }, { cause: error });
    default:
      return error;
  }
}
