/** Keeps browser sessions (their hashes only) in the data folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../core/ports.ts';
import type { SessionFile } from './session.ts';

/**
 * @param dataDir the data folder; the file is `sessions.json` in it, readable by its owner only
 * @returns the file; one that cannot be read counts as empty (people sign in again), with a warning
 */
export function createSessionFile(dataDir: string, log: Log): SessionFile {
  const path = join(dataDir, 'sessions.json');
  return {
    async read() {
      // zod and the atomic writer load on first use: starting the service does not need them.
      const { z } = await import('zod');
      const schema = z.object({
        sessions: z.array(z.object({ hash: z.string(), until: z.number() })),
      });
      try {
        return schema.parse(JSON.parse(await readFile(path, 'utf8'))).sessions;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          log.warn({ error, file: path }, 'the sessions cannot be read; browsers sign in again');
        }
        return [];
      }
    },
    async write(sessions) {
      const { default: writeFileAtomic } = await import('write-file-atomic');
      await writeFileAtomic(path, JSON.stringify({ sessions }), { mode: 0o600 });
    },
  };
}
