/** Writes a file so that it is there, whole, after a crash or a power cut. */
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Clock } from '../ports.ts';

/** Windows refuses to replace a file that another process is just reading; that passes. */
const passing = new Set(['EPERM', 'EBUSY', 'EACCES']);
const TRIES = 6;

/**
 * Replaces `file` by `text`, readable for its owner only. Resolves when file and folder entry are on
 * the disk; a reader sees the old text or the new one, never a mixture.
 *
 * @throws RulepostError `disk-full`, `data-folder-unwritable`
 */
export async function writeDurably(file: string, text: string, clock: Clock): Promise<void> {
  try {
    for (let tries = 1; ; tries++) {
      try {
        await writeFileAtomic(file, text, { mode: 0o600 });
        break;
      } catch (error) {
        const retry = process.platform === 'win32' && passing.has(codeOf(error)) && tries < TRIES;
        if (!retry) throw error;
        await clock.sleep(20 * 2 ** tries);
      }
    }
    await syncFolder(dirname(file));
  } catch (cause) {
    throw toWriteError(cause, file);
  }
}

/** Makes the folder's entry durable, too. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function toWriteError(cause: unknown, file: string): unknown {
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new RulepostError('disk-full', { file }, { cause });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return new RulepostError('data-folder-unwritable', { folder: dirname(file) }, { cause });
    default:
      return cause;
  }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? '');
}
