/** What becomes of a connection once it is made, against the practice account on a fake clock. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectionStage, createConnectionStage } from './connection-stage.ts';
import { code, DAY } from './support.ts';

let stage: ConnectionStage;
beforeEach(() => {
  stage = createConnectionStage();
});
afterEach(() => stage.dispose());

describe('staying connected', () => {
  it('over restarts and weeks of rest, with rotation and no grace', async () => {
    await stage.connect(await stage.open());
    const next = await stage.open();
    await next.start();
    expect(next.status().state).toBe('connected');
    await stage.clock.advance(60 * DAY);
    expect(stage.practice.requests.count('POST /token')).toBeGreaterThanOrEqual(1 + 8);
    expect((await stage.drive(next.readAccount())).accountId).not.toBe('');
    expect(next.status().state).toBe('connected');
  });

  it('with long-lived refresh tokens and with expiry as a point in time', async () => {
    stage.practice.switches.refreshTokens = 'long-lived';
    stage.practice.switches.expiresIn = 'epoch';
    const connection = await stage.open();
    await stage.connect(connection);
    for (let day = 0; day < 5; day++) {
      await stage.clock.advance(DAY);
      expect((await stage.drive(connection.readAccount())).accountId).not.toBe('');
    }
    expect(connection.status().state).toBe('connected');
  });

  it('through a network that is away, and back with the machine', async () => {
    const connection = await stage.open();
    await stage.connect(connection);
    await connection.start();
    stage.online = false;
    await stage.clock.advance(DAY);
    expect(await code(connection.accessToken())).toBe('offline');
    expect(connection.status()).toMatchObject({ state: 'offline', problem: { code: 'offline' } });
    stage.online = true;
    stage.resumed();
    await stage.clock.advance(0);
    await stage.clock.advance(0);
    expect(connection.status().state).toBe('connected');
  });

  it('until the permission is taken back: then all stops cleanly, and reconnecting goes on', async () => {
    const connection = await stage.open();
    await stage.connect(connection);
    const account = connection.status().account;
    stage.practice.revokeTokens();
    expect(await code(stage.drive(connection.readAccount()))).toBe('reconnect-needed');
    expect(connection.status()).toMatchObject({
      state: 'reconnect-needed',
      problem: { code: 'reconnect-needed' },
      account,
    });
    const restarted = await stage.open();
    expect(restarted.status().state).toBe('reconnect-needed');
    await stage.connect(restarted);
    expect(restarted.status()).toMatchObject({ state: 'connected', missing: [], problem: null });
    expect(await code(connection.accessToken())).toBe('nothing');
  });

  it('with the API key that got the tokens, whatever key is set by now', async () => {
    const connection = await stage.open({});
    await connection.setClient({ clientId: 'practice' });
    await stage.connect(connection);
    await connection.setClient({ clientId: 'another' });
    expect(connection.status().clientId).toBe('another');
    await stage.clock.advance(DAY);
    expect(await connection.accessToken()).toMatch(/\./);
  });

  it('never tries a refresh token at another address', async () => {
    await stage.connect(await stage.open());
    const elsewhere = await stage.open({
      clientId: 'practice',
      authUrl: 'https://other.example/v1',
    });
    await stage.clock.advance(DAY);
    const asked = stage.practice.requests.count('POST /token');
    expect(await code(elsewhere.accessToken())).toBe('connection-elsewhere');
    expect(elsewhere.status()).toMatchObject({
      state: 'reconnect-needed',
      problem: { code: 'connection-elsewhere' },
    });
    expect(stage.practice.requests.count('POST /token')).toBe(asked);
    expect(await code((await stage.open()).accessToken())).toBe('nothing');
  });
});

describe('what is missing', () => {
  it('shows, and goes when a person has seen to it and asks to look again', async () => {
    stage.practice.setPhysicalAddress(null);
    const connection = await stage.open();
    await stage.connect(connection);
    expect(connection.status().missing.map((problem) => problem.code)).toEqual([
      'account-no-address',
    ]);
    stage.practice.setPhysicalAddress({
      address_line1: '1 Main St',
      city: 'X',
      country_code: 'US',
    });
    await stage.drive(connection.recheck());
    expect(connection.status().missing).toEqual([]);
  });

  it('is a confirmation when it is another account than before', async () => {
    await stage.connect(await stage.open());
    stage.accountId = 'another';
    const connection = await stage.open();
    await stage.connect(connection);
    const codes = () => connection.status().missing.map((problem) => problem.code);
    expect(codes()).toEqual(['different-account']);
    await stage.drive(connection.readAccount());
    expect(codes()).toEqual(['different-account']);
    await stage.drive(connection.recheck());
    expect(codes()).toEqual([]);
  });
});

describe('disconnecting', () => {
  it('forgets the tokens and nothing else, and says how to take back the permission', async () => {
    const connection = await stage.open({});
    await connection.setClient({ clientId: 'practice' });
    await stage.connect(connection);
    await connection.disconnect();
    expect(stage.box.values.has('tokens')).toBe(false);
    expect(connection.status()).toMatchObject({
      state: 'not-connected',
      clientId: 'practice',
      account: null,
      problem: { code: 'disconnected' },
    });
    expect(stage.changes).toContain('disconnected');
    expect(await code(connection.accessToken())).toBe('not-connected');
    await stage.connect(connection);
    expect(connection.status()).toMatchObject({ state: 'connected', missing: [], problem: null });
  });
});

it('stops at once, even while the account is being read', async () => {
  const connection = await stage.open();
  await stage.connect(connection);
  await connection.start();
  await connection.stop();
  const asked = stage.practice.requests.all();
  await stage.clock.advance(30 * DAY);
  expect(stage.practice.requests.all()).toEqual(asked);
});

describe('the API key', () => {
  it('given by the host cannot be changed', async () => {
    const connection = await stage.open({ clientId: 'practice' });
    expect(await code(connection.setClient({ clientId: 'other' }))).toBe('client-fixed');
  });

  it('that is new does not keep the secret of the old one', async () => {
    const connection = await stage.open({});
    await connection.setClient({ clientId: 'a', clientSecret: 's' });
    await connection.setClient({ clientId: 'a' });
    expect(connection.status().hasClientSecret).toBe(true);
    await connection.setClient({ clientId: 'b' });
    expect(connection.status().hasClientSecret).toBe(false);
    await connection.setClient({ clientId: 'b', clientSecret: 's' });
    await connection.setClient({ clientId: 'b', clientSecret: null });
    expect(connection.status().hasClientSecret).toBe(false);
    expect(stage.box.values.size).toBe(0);
  });
});

it('keeps every secret out of the log', async () => {
  const connection = await stage.open({});
  await connection.setClient({ clientId: 'practice-secret', clientSecret: 'practice-only' });
  const attempt = await connection.begin({ flow: 'secret', open: false });
  const landed = await stage.practice.answerConsent(attempt.url);
  await connection.paste(landed);
  await stage.clock.advance(DAY);
  await connection.accessToken();
  const { accessToken, refreshToken } = JSON.parse(stage.box.values.get('tokens') ?? '{}');
  const { searchParams } = new URL(landed);
  const secrets = [accessToken, refreshToken, searchParams.get('code'), searchParams.get('state')];
  for (const secret of [...secrets, 'practice-only'])
    expect(stage.log.text()).not.toContain(secret);
});
