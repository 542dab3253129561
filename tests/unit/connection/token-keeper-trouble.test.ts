/** The token keeper when something is wrong, and beside others of its kind. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireFileLock } from '../../../electron/core/store/file-lock.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { createKeeperStage, type KeeperStage } from './keeper-stage.ts';
import { code, DAY, HOUR, MINUTE, offline, tokensAt } from './support.ts';

let stage: KeeperStage;
beforeEach(() => {
  stage = createKeeperStage();
});
afterEach(() => stage.dispose());

describe('a refused refresh token', () => {
  it('is final, persists, and is deleted by nobody', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY, { refreshToken: 'long dead' }));
    const one = await stage.keeper({ begun: true });
    expect(await code(one.accessToken())).toBe('reconnect-needed');
    expect(await code(one.accessToken())).toBe('reconnect-needed');
    await stage.clock.advance(30 * DAY);
    expect(stage.service.presented).toEqual(['long dead']);
    expect(one.view()).toMatchObject({
      state: 'reconnect-needed',
      problem: { code: 'reconnect-needed' },
      nextRefreshAt: null,
      endsUnlessUsedBy: null,
    });
    expect(stage.stored().refreshToken).toBe('long dead');
    const nextStart = await stage.keeper();
    expect(nextStart.view().state).toBe('reconnect-needed');
    expect(await code(nextStart.accessToken())).toBe('reconnect-needed');
    expect(stage.service.presented).toEqual(['long dead']);
  });

  it('goes with a new consent, made here or by another process', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY, { refreshToken: 'long dead' }));
    const one = await stage.keeper();
    const other = await stage.keeper();
    expect(await code(one.accessToken())).toBe('reconnect-needed');
    expect(await code(other.accessToken())).toBe('reconnect-needed');
    await one.store(tokensAt(stage.clock.now(), { accessToken: 'access-new' }));
    expect(await one.accessToken()).toBe('access-new');
    expect(one.view()).toMatchObject({ state: 'connected', problem: null });
    expect(await other.accessToken()).toBe('access-new');
  });

  it('is no loss when a process without our lock has won meanwhile', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY));
    const one = await stage.keeper();
    const { refresh } = stage.service;
    stage.service.refresh = (tokens, refused) => {
      stage.put({ ...tokensAt(stage.clock.now()), ...stage.service.elsewhere() });
      return refresh(tokens, refused);
    };
    expect(await one.accessToken()).toBe('access-1');
    expect(stage.service.refused).toBe(1);
    expect(stage.stored()).toMatchObject({ refreshToken: 'refresh-1', refusedAt: null });
  });

  it('that came without one is the end of the access token', async () => {
    stage.put(tokensAt(stage.clock.now(), { refreshToken: null }));
    const one = await stage.keeper({ begun: true });
    expect(one.view()).toMatchObject({
      state: 'connected',
      problem: { code: 'connection-not-lasting' },
      nextRefreshAt: null,
      endsUnlessUsedBy: stage.clock.now() + DAY,
    });
    expect(await one.accessToken()).toBe('access-0');
    await stage.clock.advance(DAY + HOUR);
    expect(one.view().state).toBe('reconnect-needed');
    expect(stage.service.presented).toEqual([]);
  });
});

describe('trouble that passes', () => {
  it('is retried with growing pauses, and callers are told at once meanwhile', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY));
    stage.service.failure = offline();
    let tries = 0;
    const { refresh } = stage.service;
    stage.service.refresh = (tokens, refused) => {
      tries++;
      return refresh(tokens, refused);
    };
    const one = await stage.keeper({ begun: true });
    expect(await code(one.accessToken())).toBe('offline');
    for (let i = 0; i < 100; i++) expect(await code(one.accessToken())).toBe('offline');
    expect(tries).toBe(1);
    await stage.clock.advance(HOUR);
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(30);
    stage.service.failure = null;
    one.wake();
    await stage.clock.advance(0);
    expect(one.view().state).toBe('connected');
    expect(await one.accessToken()).toBe('access-1');
  });

  it('with the API key waits for a person, and goes on when that is put right', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY));
    stage.service.failure = new RulepostError('client-refused', { reason: 'for a test' });
    const one = await stage.keeper();
    expect(await code(one.accessToken())).toBe('client-refused');
    expect(one.view()).toMatchObject({
      state: 'reconnect-needed',
      problem: { code: 'client-refused' },
    });
    expect(stage.stored().refusedAt).toBeNull();
    stage.service.failure = null;
    one.wake();
    expect(await one.accessToken()).toBe('access-1');
  });

  it('with the secret box shows, and ends when the box opens', async () => {
    stage.put(tokensAt(stage.clock.now()));
    stage.box.trouble.read = new RulepostError('secrets-unreadable', { reason: 'locked' });
    const one = await stage.keeper({ begun: true });
    expect(one.view()).toMatchObject({
      state: 'reconnect-needed',
      problem: { code: 'secrets-unreadable' },
    });
    expect(await code(one.accessToken())).toBe('secrets-unreadable');
    stage.box.trouble.read = null;
    await stage.clock.advance(2 * MINUTE);
    expect(one.view().state).toBe('connected');
    expect(await one.accessToken()).toBe('access-0');
  });

  it('with a process that never gives the lock back is said, not waited out', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY));
    const held = await acquireFileLock(join(stage.folder, 'tokens.lock'), {
      clock: stage.clock,
      wait: false,
    });
    const one = await stage.keeper();
    const asking = code(one.accessToken());
    await stage.clock.advance(2 * MINUTE);
    expect(await asking).toBe('offline');
    expect(one.view().problem?.what).toContain('another Rulepost on this machine');
    held?.release();
    one.wake();
    expect(await one.accessToken()).toBe('access-1');
  });

  it('does not make a stored pair of a newer version unreadable for good', async () => {
    stage.box.values.set('tokens', JSON.stringify({ ...tokensAt(stage.clock.now()), version: 2 }));
    const one = await stage.keeper();
    expect(await code(one.accessToken())).toBe('secrets-unreadable');
    expect(stage.box.values.get('tokens')).toContain('"version":2');
    expect(stage.log.text()).not.toContain('access-0');
  });
});

describe('an access token the API refuses', () => {
  it('counts as expired', async () => {
    stage.put(tokensAt(stage.clock.now()));
    const one = await stage.keeper();
    one.rejected(await one.accessToken());
    expect(await one.accessToken()).toBe('access-1');
  });

  it('that is not the current one changes nothing', async () => {
    stage.put(tokensAt(stage.clock.now()));
    const one = await stage.keeper();
    one.rejected('some older one');
    expect(await one.accessToken()).toBe('access-0');
  });

  it('is replaced by the pair another process has stored, without a request', async () => {
    stage.put(tokensAt(stage.clock.now()));
    const one = await stage.keeper();
    const token = await one.accessToken();
    stage.put({ ...tokensAt(stage.clock.now()), ...stage.service.elsewhere() });
    one.rejected(token);
    expect(await one.accessToken()).toBe('access-1');
    expect(stage.service.presented).toEqual([]);
  });

  it('again and again is renewed once a minute, not more', async () => {
    stage.put(tokensAt(stage.clock.now()));
    const one = await stage.keeper();
    for (let i = 0; i < 20; i++) one.rejected(await one.accessToken());
    expect(stage.service.presented).toEqual(['refresh-0']);
    await stage.clock.advance(MINUTE);
    one.rejected(await one.accessToken());
    expect(await one.accessToken()).toBe('access-2');
  });
});

describe('several processes', () => {
  it('make one request between them', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY));
    const all = await Promise.all(Array.from({ length: 5 }, () => stage.keeper()));
    const asking = Promise.all(all.flatMap((one) => [one.accessToken(), one.accessToken()]));
    await stage.clock.advance(MINUTE);
    expect(new Set(await asking)).toEqual(new Set(['access-1']));
    expect(stage.service.presented).toEqual(['refresh-0']);
  });

  it('notice a disconnect by one of them at the next refresh', async () => {
    stage.put(tokensAt(stage.clock.now()));
    const [one, other] = [await stage.keeper(), await stage.keeper()];
    await one.accessToken();
    await other.forget();
    expect(stage.box.values.has('tokens')).toBe(false);
    await stage.clock.advance(DAY);
    expect(await code(one.accessToken())).toBe('not-connected');
    expect(one.view().state).toBe('not-connected');
    expect(stage.service.presented).toEqual([]);
  });
});

describe('stopping', () => {
  it('lets a refresh that has left finish and stores what it brings', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY));
    const one = await stage.keeper({ begun: true });
    const gate = Promise.withResolvers<void>();
    stage.service.gate = gate.promise;
    const asking = one.accessToken();
    await stage.clock.advance(0);
    const stopping = one.stop();
    gate.resolve();
    await stopping;
    expect(await asking).toBe('access-1');
    expect(stage.stored().refreshToken).toBe('refresh-1');
    await stage.clock.advance(30 * DAY);
    expect(stage.service.presented).toEqual(['refresh-0']);
  });
});

describe('the log', () => {
  it('never holds a token', async () => {
    stage.put(tokensAt(stage.clock.now() - DAY));
    const one = await stage.keeper();
    one.rejected(await one.accessToken());
    stage.service.failure = offline();
    await code(one.accessToken());
    expect(stage.log.text()).not.toBe('');
    expect(stage.log.text()).not.toMatch(/access-|refresh-\d/);
  });
});
