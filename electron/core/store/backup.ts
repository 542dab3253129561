/** A copy of the database each day, the newest few kept: a damaged file costs a day at most. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../ports.ts';
import type { Store } from './store.ts';

const kept = 7;

/** @returns a function that makes today's copy when there is none yet */
export function createBackup(deps: { store: Store; dataDir: string; clock: Clock }): () => void {
  const { store, clock } = deps;
  const folder = join(deps.dataDir, 'backups');
  let doneFor = '';
  return () => {
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    if (day === doneFor) return;
    const target = join(folder, `rulepost-${day}.db`);
    if (!existsSync(target)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const unfinished = `${target}.part`;
      rmSync(unfinished, { force: true });
      store.copyTo(unfinished);
      renameSync(unfinished, target);
      const copies = readdirSync(folder).filter((name) => /^rulepost-[\d-]+\.db$/.test(name));
      for (const old of copies.sort().slice(0, -kept)) rmSync(join(folder, old), { force: true });
    }
    doneFor = day;
  };
}
