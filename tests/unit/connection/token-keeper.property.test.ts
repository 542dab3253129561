/**
 * Whatever happens in whatever order, to several keepers over one box and one lock: each refresh
 * token is presented once, requests never overlap, and after the trouble everybody is served.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTokenKeeper } from '../../../electron/core/connection/token-keeper.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMemoryBox, createNotedLog, createRotation, DAY, HOUR, tokensAt } from './support.ts';

const step = fc.oneof(
  fc.record({
    do: fc.constant('ask' as const),
    who: fc.nat(2),
    times: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({ do: fc.constant('pass' as const), hours: fc.integer({ min: 0, max: 60 }) }),
  fc.record({ do: fc.constant('refuse' as const), who: fc.nat(2) }),
  fc.record({ do: fc.constant('network' as const), up: fc.boolean() }),
  fc.record({ do: fc.constant('disk' as const), full: fc.boolean() }),
  fc.record({ do: fc.constant('restart' as const), who: fc.nat(2) }),
);

it('never uses a refresh token twice and always comes back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.constantFrom('rotating' as const, 'same value' as const, 'left out' as const),
      async (steps, kind) => {
        const folder = mkdtempSync(join(tmpdir(), 'rulepost-keepers-'));
        const clock = createFakeClock();
        const box = createMemoryBox();
        const service = createRotation(clock);
        service.kind = kind;
        box.values.set('tokens', JSON.stringify(tokensAt(clock.now())));
        const begin = async () => {
          const keeper = createTokenKeeper({
            clock,
            secrets: box,
            log: createNotedLog(),
            lockFile: join(folder, 'tokens.lock'),
            onChange: () => {},
            refresh: (tokens) => service.refresh(tokens, new RulepostError('reconnect-needed')),
          });
          await keeper.load();
          keeper.start();
          return keeper;
        };
        const keepers = [await begin(), await begin(), await begin()];
        const at = (who: number) => keepers[who] ?? expect.unreachable();
        const asking: Promise<unknown>[] = [];

        for (const now of steps) {
          if (now.do === 'ask') {
            for (let i = 0; i < now.times; i++)
              asking.push(
                at(now.who)
                  .accessToken()
                  .catch(() => {}),
              );
          }
          if (now.do === 'pass') await clock.advance(now.hours * HOUR);
          if (now.do === 'refuse') {
            const token = at(now.who)
              .accessToken()
              .catch(() => null);
            asking.push(token);
            await clock.advance(1_000); // One of the others may have to give the lock back first.
            if ((await token) !== null) at(now.who).rejected((await token) ?? '');
          }
          if (now.do === 'network') {
            service.failure = now.up ? null : new RulepostError('offline', { reason: 'test' });
          }
          // A rotated pair that could not be written dies with its process, so not with restarts.
          if (now.do === 'disk' && kind !== 'rotating') {
            box.trouble.write = now.full ? new RulepostError('disk-full', { file: 'x' }) : null;
          }
          if (now.do === 'restart') {
            await at(now.who).stop();
            keepers[now.who] = await begin();
          }
        }

        service.failure = null;
        box.trouble.write = null;
        for (const keeper of keepers) keeper.wake();
        await clock.advance(HOUR);
        const served = Promise.all(keepers.map((keeper) => keeper.accessToken()));
        await clock.advance(HOUR);
        await Promise.all(asking);

        expect(await served).toHaveLength(3);
        expect(service.refused).toBe(0);
        expect(service.atOnce).toBeLessThanOrEqual(1);
        if (kind === 'rotating') {
          expect(new Set(service.presented).size).toBe(service.presented.length);
        }
        const stored = JSON.parse(box.values.get('tokens') ?? '{}');
        expect(stored.expiresAt).toBeGreaterThan(clock.now() - DAY);
        await Promise.all(keepers.map((keeper) => keeper.stop()));
        rmSync(folder, { recursive: true, force: true });
      },
    ),
    { numRuns: 40 },
  );
});
