/** What token keepers stand on in tests: one folder, box and token endpoint, on a fake clock. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTokenKeeper,
  type TokenKeeper,
} from '../../../electron/core/connection/token-keeper.ts';
import type { Tokens } from '../../../electron/core/connection/tokens.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMemoryBox, createNotedLog, createRotation } from './support.ts';

export type KeeperStage = ReturnType<typeof createKeeperStage>;

export function createKeeperStage() {
  const folder = mkdtempSync(join(tmpdir(), 'rulepost-keeper-'));
  const clock = createFakeClock();
  const box = createMemoryBox();
  const service = createRotation(clock);
  const log = createNotedLog();
  const keepers: TokenKeeper[] = [];
  return {
    folder,
    clock,
    box,
    service,
    log,
    stored: (): Tokens => JSON.parse(box.values.get('tokens') ?? 'null'),
    put: (tokens: Tokens) => box.values.set('tokens', JSON.stringify(tokens)),
    /** A keeper as another start of the program would make it, over the same box and lock. */
    async keeper(options: { random?: number; begun?: boolean } = {}): Promise<TokenKeeper> {
      const made = createTokenKeeper({
        clock,
        secrets: box,
        log,
        lockFile: join(folder, 'tokens.lock'),
        onChange: () => {},
        refresh: (tokens) => service.refresh(tokens, new RulepostError('reconnect-needed')),
        random: () => options.random ?? 0.5,
      });
      keepers.push(made);
      await made.load();
      if (options.begun) made.start();
      return made;
    },
    async dispose(): Promise<void> {
      await Promise.all(keepers.map((keeper) => keeper.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
