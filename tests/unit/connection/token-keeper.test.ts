/** The token keeper on ordinary days: tokens given, renewed in time, and written before use. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { createKeeperStage, type KeeperStage } from './keeper-stage.ts';
import { code, DAY, HOUR, MINUTE, offline, tokensAt } from './support.ts';

let stage: KeeperStage;
beforeEach(() => {
  stage = createKeeperStage();
});
afterEach(() => stage.dispose());

describe('asking for an access token', () => {
  it('without a connection says so', async () => {
    const none = await stage.keeper();
    expect(await code(none.accessToken())).toBe('not-connected');
    expect(none.view()).toEqual({
      state: 'not-connected',
      problem: null,
      connectedAt: null,
      lastRefreshAt: null,
      accessTokenExpiresAt: null,
      nextRefreshAt: null,
      endsUnlessUsedBy: null,
    });
  });

  it('gets the one that is there, without any request', async () => {
    stage.put(tokensAt(stage.clock.now()));
    expect(await (await stage.keeper()).accessToken()).toBe('access-0');
    expect(stage.service.presented).toEqual([]);
  });

  it('makes one request for a thousand callers at the end of its life', async () => {
    stage.put(tokensAt(stage.clock.now()));
    const one = await stage.keeper();
    await stage.clock.advance(DAY);
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => one.accessToken()));
    expect(new Set(tokens)).toEqual(new Set(['access-1']));
    expect(stage.service.presented).toEqual(['refresh-0']);
  });

  it('finds a connection that another process has made since', async () => {
    const one = await stage.keeper();
    expect(await code(one.accessToken())).toBe('not-connected');
    stage.put(tokensAt(stage.clock.now()));
    expect(await one.accessToken()).toBe('access-0');
  });

  it('can be given up by one caller without harm to the others', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY));
    const one = await stage.keeper();
    const gate = Promise.withResolvers<void>();
    stage.service.gate = gate.promise;
    const impatient = new AbortController();
    const first = one.accessToken(impatient.signal);
    const second = one.accessToken();
    impatient.abort(new Error('enough'));
    expect(await code(first)).toBe('enough');
    gate.resolve();
    expect(await second).toBe('access-1');
    expect(await code(one.accessToken(impatient.signal))).toBe('enough');
  });
});

describe('ahead of expiry', () => {
  it.each([
    [0, 12 * HOUR],
    [0.5, 15 * HOUR],
    [1, 18 * HOUR],
  ])('a token in use is renewed from half its life on (spread %d)', async (random, due) => {
    stage.put(tokensAt(stage.clock.now()));
    const one = await stage.keeper({ random, begun: true });
    const start = stage.clock.now();
    await one.accessToken();
    expect(one.view().nextRefreshAt).toBe(start + due);
    await stage.clock.advance(due - 1);
    expect(stage.service.presented).toEqual([]);
    await stage.clock.advance(1);
    expect(stage.service.presented).toEqual(['refresh-0']);
    expect(stage.stored()).toMatchObject({ accessToken: 'access-1', refreshToken: 'refresh-1' });
    expect(one.view()).toMatchObject({ state: 'connected', lastRefreshAt: start + due });
  });

  it('at whole milliseconds, whatever was drawn', async () => {
    stage.put(tokensAt(stage.clock.now(), { expiresAt: stage.clock.now() + 86_399_999 }));
    const one = await stage.keeper({ random: 0.123456789 });
    expect(Number.isInteger(one.view().nextRefreshAt)).toBe(true);
    await one.accessToken();
    expect(Number.isInteger(one.view().nextRefreshAt)).toBe(true);
    stage.service.failure = offline();
    await stage.clock.advance(DAY);
    expect(await code(one.accessToken())).toBe('offline');
    expect(Number.isInteger(one.view().nextRefreshAt)).toBe(true);
  });

  it('never later than 15 minutes before its end', async () => {
    stage.put(tokensAt(stage.clock.now(), { expiresAt: stage.clock.now() + 50 * MINUTE }));
    const one = await stage.keeper({ random: 1 });
    await one.accessToken();
    expect(one.view().nextRefreshAt).toBe(stage.clock.now() + 35 * MINUTE);
  });

  it('happens by a caller, too, who gets the old token at once', async () => {
    stage.put(tokensAt(stage.clock.now()));
    const one = await stage.keeper();
    await stage.clock.advance(20 * HOUR);
    expect(await one.accessToken()).toBe('access-0');
    await stage.clock.advance(0);
    expect(await one.accessToken()).toBe('access-1');
  });

  it('its failure concerns no caller while the token is good', async () => {
    stage.put(tokensAt(stage.clock.now()));
    const one = await stage.keeper({ begun: true });
    stage.service.failure = offline();
    await one.accessToken();
    await stage.clock.advance(20 * HOUR);
    expect(await one.accessToken()).toBe('access-0');
    expect(one.view()).toMatchObject({ state: 'connected', problem: null });
    await stage.clock.advance(4 * HOUR);
    expect(await code(one.accessToken())).toBe('offline');
    expect(one.view()).toMatchObject({ state: 'offline', problem: { code: 'offline' } });
    stage.service.failure = null;
    await stage.clock.advance(6 * MINUTE);
    expect(await one.accessToken()).toBe('access-1');
    expect(one.view().state).toBe('connected');
  });
});

describe('an idle installation', () => {
  it('renews the connection every week, and never lets 180 days pass', async () => {
    stage.put(tokensAt(stage.clock.now()));
    const one = await stage.keeper({ begun: true });
    expect(one.view().endsUnlessUsedBy).toBe(stage.clock.now() + 180 * DAY);
    await stage.clock.advance(200 * DAY);
    expect(stage.service.presented.length).toBeGreaterThanOrEqual(28);
    expect(stage.service.presented.length).toBeLessThanOrEqual(31);
    expect(stage.service.refused).toBe(0);
    expect(await one.accessToken()).toMatch(/^access-/);
    expect(one.view().endsUnlessUsedBy).toBeGreaterThan(stage.clock.now() + 172 * DAY);
  });

  it('looks at the clock at least hourly, since timers stand still in sleep', async () => {
    stage.put(tokensAt(stage.clock.now()));
    await stage.keeper({ begun: true });
    const sleeps: number[] = [];
    const { sleep } = stage.clock;
    stage.clock.sleep = (ms, signal) => {
      sleeps.push(ms);
      return sleep(ms, signal);
    };
    await stage.clock.advance(5 * HOUR);
    expect(Math.max(...sleeps)).toBeLessThanOrEqual(HOUR);
  });

  it('asks anew when the clock had been far ahead', async () => {
    stage.put(tokensAt(stage.clock.now() + 400 * DAY));
    await stage.keeper({ begun: true });
    await stage.clock.advance(1);
    expect(stage.service.presented).toEqual(['refresh-0']);
  });
});

describe('the new pair', () => {
  it('is durable before anybody gets it', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY));
    const one = await stage.keeper();
    const written = Promise.withResolvers<void>();
    const { write } = stage.box;
    stage.box.write = async (name, value) => {
      await written.promise;
      await write(name, value);
    };
    let got = '';
    const asking = one.accessToken().then((token) => {
      got = token;
    });
    await stage.clock.advance(0);
    expect(stage.service.presented).toEqual(['refresh-0']);
    expect(got).toBe('');
    expect(one.view().state).toBe('refreshing');
    written.resolve();
    await asking;
    expect(got).toBe('access-1');
    expect(stage.stored().refreshToken).toBe('refresh-1');
  });

  it('is kept and written later when the disk is full, not asked for again', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY));
    const one = await stage.keeper();
    stage.box.trouble.write = new RulepostError('disk-full', { file: 'secrets.json' });
    expect(await code(one.accessToken())).toBe('disk-full');
    expect(one.view()).toMatchObject({ state: 'offline', problem: { code: 'disk-full' } });
    stage.box.trouble.write = null;
    one.wake();
    expect(await one.accessToken()).toBe('access-1');
    expect(stage.service.presented).toEqual(['refresh-0']);
    expect(stage.stored().refreshToken).toBe('refresh-1');
  });

  it.each(['same value', 'left out'] as const)('keeps a refresh token that is %s', async (kind) => {
    stage.service.kind = kind;
    stage.put(tokensAt(stage.clock.now() - DAY));
    const one = await stage.keeper();
    expect(await one.accessToken()).toBe('access-1');
    expect(stage.stored().refreshToken).toBe('refresh-0');
    await stage.clock.advance(DAY);
    expect(await one.accessToken()).toBe('access-2');
    expect(stage.service.refused).toBe(0);
  });
});
