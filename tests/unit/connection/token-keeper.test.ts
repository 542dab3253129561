import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTokenKeeper,
  type TokenKeeper,
} from '../../../electron/core/connection/token-keeper.ts';
import type { Tokens } from '../../../electron/core/connection/tokens.ts';
import { acquireFileLock } from '../../../electron/core/store/file-lock.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMemoryBox, createNotedLog, createRotation, DAY, HOUR, tokensAt } from './support.ts';

const MINUTE = 60_000;
const offline = () => new RulepostError('offline', { reason: 'for a test' });
const refusal = () => new RulepostError('reconnect-needed');

let folder: string;
let clock: ReturnType<typeof createFakeClock>;
let box: ReturnType<typeof createMemoryBox>;
let service: ReturnType<typeof createRotation>;
let keepers: TokenKeeper[];
let log: ReturnType<typeof createNotedLog>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rulepost-keeper-'));
  clock = createFakeClock();
  box = createMemoryBox();
  service = createRotation(clock);
  log = createNotedLog();
  keepers = [];
});
afterEach(async () => {
  await Promise.all(keepers.map((keeper) => keeper.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const stored = (): Tokens => JSON.parse(box.values.get('tokens') ?? 'null');
const put = (tokens: Tokens) => box.values.set('tokens', JSON.stringify(tokens));

/** A keeper as another start of the program would make it, over the same box and lock. */
async function keeper(options: { random?: number; begun?: boolean } = {}): Promise<TokenKeeper> {
  const made = createTokenKeeper({
    clock,
    secrets: box,
    log,
    lockFile: join(folder, 'tokens.lock'),
    onChange: () => {},
    refresh: (tokens) => service.refresh(tokens, refusal()),
    random: () => options.random ?? 0.5,
  });
  keepers.push(made);
  await made.load();
  if (options.begun) made.start();
  return made;
}

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error) => error.code ?? error.message,
  );

describe('asking for an access token', () => {
  it('without a connection says so', async () => {
    const none = await keeper();
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
    put(tokensAt(clock.now()));
    expect(await (await keeper()).accessToken()).toBe('access-0');
    expect(service.presented).toEqual([]);
  });

  it('makes one request for a thousand callers at the end of its life', async () => {
    put(tokensAt(clock.now()));
    const one = await keeper();
    await clock.advance(DAY);
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => one.accessToken()));
    expect(new Set(tokens)).toEqual(new Set(['access-1']));
    expect(service.presented).toEqual(['refresh-0']);
  });

  it('finds a connection that another process has made since', async () => {
    const one = await keeper();
    expect(await code(one.accessToken())).toBe('not-connected');
    put(tokensAt(clock.now()));
    expect(await one.accessToken()).toBe('access-0');
  });

  it('can be given up by one caller without harm to the others', async () => {
    put(tokensAt(clock.now() - DAY));
    const one = await keeper();
    const gate = Promise.withResolvers<void>();
    service.gate = gate.promise;
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
    put(tokensAt(clock.now()));
    const one = await keeper({ random, begun: true });
    const start = clock.now();
    await one.accessToken();
    expect(one.view().nextRefreshAt).toBe(start + due);
    await clock.advance(due - 1);
    expect(service.presented).toEqual([]);
    await clock.advance(1);
    expect(service.presented).toEqual(['refresh-0']);
    expect(stored()).toMatchObject({ accessToken: 'access-1', refreshToken: 'refresh-1' });
    expect(one.view()).toMatchObject({ state: 'connected', lastRefreshAt: start + due });
  });

  it('at whole milliseconds, whatever was drawn', async () => {
    put(tokensAt(clock.now(), { expiresAt: clock.now() + 86_399_999 }));
    const one = await keeper({ random: 0.123456789 });
    expect(Number.isInteger(one.view().nextRefreshAt)).toBe(true);
    await one.accessToken();
    expect(Number.isInteger(one.view().nextRefreshAt)).toBe(true);
    service.failure = offline();
    await clock.advance(DAY);
    expect(await code(one.accessToken())).toBe('offline');
    expect(Number.isInteger(one.view().nextRefreshAt)).toBe(true);
  });

  it('never later than 15 minutes before its end', async () => {
    put(tokensAt(clock.now(), { expiresAt: clock.now() + 50 * MINUTE }));
    const one = await keeper({ random: 1 });
    await one.accessToken();
    expect(one.view().nextRefreshAt).toBe(clock.now() + 35 * MINUTE);
  });

  it('happens by a caller, too, who gets the old token at once', async () => {
    put(tokensAt(clock.now()));
    const one = await keeper();
    await clock.advance(20 * HOUR);
    expect(await one.accessToken()).toBe('access-0');
    await clock.advance(0);
    expect(await one.accessToken()).toBe('access-1');
  });

  it('its failure concerns no caller while the token is good', async () => {
    put(tokensAt(clock.now()));
    const one = await keeper({ begun: true });
    service.failure = offline();
    await one.accessToken();
    await clock.advance(20 * HOUR);
    expect(await one.accessToken()).toBe('access-0');
    expect(one.view()).toMatchObject({ state: 'connected', problem: null });
    await clock.advance(4 * HOUR);
    expect(await code(one.accessToken())).toBe('offline');
    expect(one.view()).toMatchObject({ state: 'offline', problem: { code: 'offline' } });
    service.failure = null;
    await clock.advance(6 * MINUTE);
    expect(await one.accessToken()).toBe('access-1');
    expect(one.view().state).toBe('connected');
  });
});

describe('an idle installation', () => {
  it('renews the connection every week, and never lets 180 days pass', async () => {
    put(tokensAt(clock.now()));
    const one = await keeper({ begun: true });
    expect(one.view().endsUnlessUsedBy).toBe(clock.now() + 180 * DAY);
    await clock.advance(200 * DAY);
    expect(service.presented.length).toBeGreaterThanOrEqual(28);
    expect(service.presented.length).toBeLessThanOrEqual(31);
    expect(service.refused).toBe(0);
    expect(await one.accessToken()).toMatch(/^access-/);
    expect(one.view().endsUnlessUsedBy).toBeGreaterThan(clock.now() + 172 * DAY);
  });

  it('looks at the clock at least hourly, since timers stand still in sleep', async () => {
    put(tokensAt(clock.now()));
    await keeper({ begun: true });
    const sleeps: number[] = [];
    const { sleep } = clock;
    clock.sleep = (ms, signal) => {
      sleeps.push(ms);
      return sleep(ms, signal);
    };
    await clock.advance(5 * HOUR);
    expect(Math.max(...sleeps)).toBeLessThanOrEqual(HOUR);
  });

  it('asks anew when the clock had been far ahead', async () => {
    put(tokensAt(clock.now() + 400 * DAY));
    await keeper({ begun: true });
    await clock.advance(1);
    expect(service.presented).toEqual(['refresh-0']);
  });
});

describe('the new pair', () => {
  it('is durable before anybody gets it', async () => {
    put(tokensAt(clock.now() - DAY));
    const one = await keeper();
    const written = Promise.withResolvers<void>();
    const { write } = box;
    box.write = async (name, value) => {
      await written.promise;
      await write(name, value);
    };
    let got = '';
    const asking = one.accessToken().then((token) => {
      got = token;
    });
    await clock.advance(0);
    expect(service.presented).toEqual(['refresh-0']);
    expect(got).toBe('');
    expect(one.view().state).toBe('refreshing');
    written.resolve();
    await asking;
    expect(got).toBe('access-1');
    expect(stored().refreshToken).toBe('refresh-1');
  });

  it('is kept and written later when the disk is full, not asked for again', async () => {
    put(tokensAt(clock.now() - DAY));
    const one = await keeper();
    box.trouble.write = new RulepostError('disk-full', { file: 'secrets.json' });
    expect(await code(one.accessToken())).toBe('disk-full');
    expect(one.view()).toMatchObject({ state: 'offline', problem: { code: 'disk-full' } });
    box.trouble.write = null;
    one.wake();
    expect(await one.accessToken()).toBe('access-1');
    expect(service.presented).toEqual(['refresh-0']);
    expect(stored().refreshToken).toBe('refresh-1');
  });

  it.each(['same value', 'left out'] as const)('keeps a refresh token that is %s', async (kind) => {
    service.kind = kind;
    put(tokensAt(clock.now() - DAY));
    const one = await keeper();
    expect(await one.accessToken()).toBe('access-1');
    expect(stored().refreshToken).toBe('refresh-0');
    await clock.advance(DAY);
    expect(await one.accessToken()).toBe('access-2');
    expect(service.refused).toBe(0);
  });
});

describe('a refused refresh token', () => {
  it('is final, persists, and is deleted by nobody', async () => {
    put(tokensAt(clock.now() - DAY, { refreshToken: 'long dead' }));
    const one = await keeper({ begun: true });
    expect(await code(one.accessToken())).toBe('reconnect-needed');
    expect(await code(one.accessToken())).toBe('reconnect-needed');
    await clock.advance(30 * DAY);
    expect(service.presented).toEqual(['long dead']);
    expect(one.view()).toMatchObject({
      state: 'reconnect-needed',
      problem: { code: 'reconnect-needed' },
      nextRefreshAt: null,
      endsUnlessUsedBy: null,
    });
    expect(stored().refreshToken).toBe('long dead');
    const nextStart = await keeper();
    expect(nextStart.view().state).toBe('reconnect-needed');
    expect(await code(nextStart.accessToken())).toBe('reconnect-needed');
    expect(service.presented).toEqual(['long dead']);
  });

  it('goes with a new consent, made here or by another process', async () => {
    put(tokensAt(clock.now() - DAY, { refreshToken: 'long dead' }));
    const one = await keeper();
    const other = await keeper();
    expect(await code(one.accessToken())).toBe('reconnect-needed');
    expect(await code(other.accessToken())).toBe('reconnect-needed');
    await one.store(tokensAt(clock.now(), { accessToken: 'access-new' }));
    expect(await one.accessToken()).toBe('access-new');
    expect(one.view()).toMatchObject({ state: 'connected', problem: null });
    expect(await other.accessToken()).toBe('access-new');
  });

  it('is no loss when a process without our lock has won meanwhile', async () => {
    put(tokensAt(clock.now() - DAY));
    const one = await keeper();
    const { refresh } = service;
    service.refresh = (tokens, refused) => {
      put({ ...tokensAt(clock.now()), ...service.elsewhere() });
      return refresh(tokens, refused);
    };
    expect(await one.accessToken()).toBe('access-1');
    expect(service.refused).toBe(1);
    expect(stored()).toMatchObject({ refreshToken: 'refresh-1', refusedAt: null });
  });

  it('that came without one is the end of the access token', async () => {
    put(tokensAt(clock.now(), { refreshToken: null }));
    const one = await keeper({ begun: true });
    expect(one.view()).toMatchObject({
      state: 'connected',
      problem: { code: 'connection-not-lasting' },
      nextRefreshAt: null,
      endsUnlessUsedBy: clock.now() + DAY,
    });
    expect(await one.accessToken()).toBe('access-0');
    await clock.advance(DAY + HOUR);
    expect(one.view().state).toBe('reconnect-needed');
    expect(service.presented).toEqual([]);
  });
});

describe('trouble that passes', () => {
  it('is retried with growing pauses, and callers are told at once meanwhile', async () => {
    put(tokensAt(clock.now() - DAY));
    service.failure = offline();
    let tries = 0;
    const { refresh } = service;
    service.refresh = (tokens, refused) => {
      tries++;
      return refresh(tokens, refused);
    };
    const one = await keeper({ begun: true });
    expect(await code(one.accessToken())).toBe('offline');
    for (let i = 0; i < 100; i++) expect(await code(one.accessToken())).toBe('offline');
    expect(tries).toBe(1);
    await clock.advance(HOUR);
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(30);
    service.failure = null;
    one.wake();
    await clock.advance(0);
    expect(one.view().state).toBe('connected');
    expect(await one.accessToken()).toBe('access-1');
  });

  it('with the API key waits for a person, and goes on when that is put right', async () => {
    put(tokensAt(clock.now() - DAY));
    service.failure = new RulepostError('client-refused', { reason: 'for a test' });
    const one = await keeper();
    expect(await code(one.accessToken())).toBe('client-refused');
    expect(one.view()).toMatchObject({
      state: 'reconnect-needed',
      problem: { code: 'client-refused' },
    });
    expect(stored().refusedAt).toBeNull();
    service.failure = null;
    one.wake();
    expect(await one.accessToken()).toBe('access-1');
  });

  it('with the secret box shows, and ends when the box opens', async () => {
    put(tokensAt(clock.now()));
    box.trouble.read = new RulepostError('secrets-unreadable', { reason: 'locked' });
    const one = await keeper({ begun: true });
    expect(one.view()).toMatchObject({
      state: 'reconnect-needed',
      problem: { code: 'secrets-unreadable' },
    });
    expect(await code(one.accessToken())).toBe('secrets-unreadable');
    box.trouble.read = null;
    await clock.advance(2 * MINUTE);
    expect(one.view().state).toBe('connected');
    expect(await one.accessToken()).toBe('access-0');
  });

  it('with a process that never gives the lock back is said, not waited out', async () => {
    put(tokensAt(clock.now() - DAY));
    const held = await acquireFileLock(join(folder, 'tokens.lock'), { clock, wait: false });
    const one = await keeper();
    const asking = code(one.accessToken());
    await clock.advance(2 * MINUTE);
    expect(await asking).toBe('offline');
    expect(one.view().problem?.what).toContain('another Rulepost on this machine');
    held?.release();
    one.wake();
    expect(await one.accessToken()).toBe('access-1');
  });

  it('does not make a stored pair of a newer version unreadable for good', async () => {
    box.values.set('tokens', JSON.stringify({ ...tokensAt(clock.now()), version: 2 }));
    const one = await keeper();
    expect(await code(one.accessToken())).toBe('secrets-unreadable');
    expect(box.values.get('tokens')).toContain('"version":2');
    expect(log.text()).not.toContain('access-0');
  });
});

describe('an access token the API refuses', () => {
  it('counts as expired', async () => {
    put(tokensAt(clock.now()));
    const one = await keeper();
    one.rejected(await one.accessToken());
    expect(await one.accessToken()).toBe('access-1');
  });

  it('that is not the current one changes nothing', async () => {
    put(tokensAt(clock.now()));
    const one = await keeper();
    one.rejected('some older one');
    expect(await one.accessToken()).toBe('access-0');
  });

  it('is replaced by the pair another process has stored, without a request', async () => {
    put(tokensAt(clock.now()));
    const one = await keeper();
    const token = await one.accessToken();
    put({ ...tokensAt(clock.now()), ...service.elsewhere() });
    one.rejected(token);
    expect(await one.accessToken()).toBe('access-1');
    expect(service.presented).toEqual([]);
  });

  it('again and again is renewed once a minute, not more', async () => {
    put(tokensAt(clock.now()));
    const one = await keeper();
    for (let i = 0; i < 20; i++) one.rejected(await one.accessToken());
    expect(service.presented).toEqual(['refresh-0']);
    await clock.advance(MINUTE);
    one.rejected(await one.accessToken());
    expect(await one.accessToken()).toBe('access-2');
  });
});

describe('several processes', () => {
  it('make one request between them', async () => {
    put(tokensAt(clock.now() - DAY));
    const all = await Promise.all(Array.from({ length: 5 }, () => keeper()));
    const asking = Promise.all(all.flatMap((one) => [one.accessToken(), one.accessToken()]));
    await clock.advance(MINUTE);
    expect(new Set(await asking)).toEqual(new Set(['access-1']));
    expect(service.presented).toEqual(['refresh-0']);
  });

  it('notice a disconnect by one of them at the next refresh', async () => {
    put(tokensAt(clock.now()));
    const [one, other] = [await keeper(), await keeper()];
    await one.accessToken();
    await other.forget();
    expect(box.values.has('tokens')).toBe(false);
    await clock.advance(DAY);
    expect(await code(one.accessToken())).toBe('not-connected');
    expect(one.view().state).toBe('not-connected');
    expect(service.presented).toEqual([]);
  });
});

describe('stopping', () => {
  it('lets a refresh that has left finish and stores what it brings', async () => {
    put(tokensAt(clock.now() - DAY));
    const one = await keeper({ begun: true });
    const gate = Promise.withResolvers<void>();
    service.gate = gate.promise;
    const asking = one.accessToken();
    await clock.advance(0);
    const stopping = one.stop();
    gate.resolve();
    await stopping;
    expect(await asking).toBe('access-1');
    expect(stored().refreshToken).toBe('refresh-1');
    await clock.advance(30 * DAY);
    expect(service.presented).toEqual(['refresh-0']);
  });
});

describe('the log', () => {
  it('never holds a token', async () => {
    put(tokensAt(clock.now() - DAY));
    const one = await keeper();
    one.rejected(await one.accessToken());
    service.failure = offline();
    await code(one.accessToken());
    expect(log.text()).not.toBe('');
    expect(log.text()).not.toMatch(/access-|refresh-\d/);
  });
});
