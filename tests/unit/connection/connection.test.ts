/** The whole connection against the practice account, in one process on a fake clock. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CoreConfig } from '../../../electron/core/config.ts';
import {
  type Connection,
  type ConnectionChange,
  createConnection,
} from '../../../electron/core/connection/connection.ts';
import type { RedirectReceiver } from '../../../electron/core/connection/receiver.ts';
import { createAppProtocolReceiver } from '../../../electron/core/connection/receivers/app-protocol.ts';
import { createConstantContact } from '../../../electron/core/constant-contact/client.ts';
import { createGovernor } from '../../../electron/core/constant-contact/governor.ts';
import {
  createPracticeAccount,
  type PracticeAccount,
} from '../../../electron/core/practice/index.ts';
import { openDocumentStore } from '../../../electron/core/store/documents.ts';
import { connectionStatusSchema, type Flow } from '../../../shared/contract/schemas.ts';
import { findDeepLink } from '../../../shared/deep-link.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMemoryBox, createNotedLog, DAY, freePort, HOUR } from './support.ts';

const authUrl = 'http://127.0.0.1/oauth2/default/v1';
const apiUrl = 'http://127.0.0.1/v3';

let folder: string;
let clock: ReturnType<typeof createFakeClock>;
let practice: PracticeAccount;
let documents: ReturnType<typeof openDocumentStore>;
let box: ReturnType<typeof createMemoryBox>;
let log: ReturnType<typeof createNotedLog>;
let settings: Map<string, unknown>;
let opened: string[];
let changes: ConnectionChange[];
let resumed: () => void;
let online: boolean;
/** Makes it another account; null leaves the practice account's own id. */
let accountId: string | null;
const connections: Connection[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rulepost-connection-'));
  clock = createFakeClock();
  documents = openDocumentStore(':memory:');
  practice = createPracticeAccount({ clock, documents });
  box = createMemoryBox();
  log = createNotedLog();
  settings = new Map();
  opened = [];
  changes = [];
  online = true;
  accountId = null;
});
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.stop()));
  documents.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A connection as a start of the program makes it, over the same folder, box and settings. */
async function open(
  config: Partial<CoreConfig> = { clientId: 'practice' },
  receivers?: RedirectReceiver[],
): Promise<Connection> {
  const fetch: typeof practice.fetch = async (input, init) => {
    if (!online) throw new TypeError('fetch failed');
    const response = await practice.fetch(input, init);
    if (accountId === null || !String(input).endsWith('/account/summary')) return response;
    return Response.json({ ...(await response.json()), encoded_account_id: accountId });
  };
  const connection = await createConnection({
    ports: {
      clock,
      fetch,
      secrets: box,
      log,
      notifier: { notify: () => {} },
      opener: {
        async open(url) {
          opened.push(url);
          return true;
        },
      },
      power: {
        onResume(listener) {
          resumed = listener;
          return () => {};
        },
      },
    },
    config: {
      version: '0',
      dataDir: folder,
      mode: 'practice',
      authUrl,
      apiUrl,
      redirectPorts: [],
      ...config,
    },
    settings: {
      get: <T>(key: string) => settings.get(key) as T | undefined,
      set: (key, value) => void settings.set(key, structuredClone(value)),
      remove: (key) => void settings.delete(key),
    },
    account: () => client.account,
    receivers,
  });
  const client = createConstantContact({
    apiUrl,
    fetch,
    clock,
    tokens: connection,
    governor: createGovernor({ clock, counters: noCounters }),
  });
  connection.onChange((change) => changes.push(change));
  connections.push(connection);
  return connection;
}

const noCounters = { load: () => 0, save: () => {} };

async function connect(connection: Connection, flow: Flow = 'pkce') {
  const attempt = await connection.begin({ flow, open: false });
  return drive(connection.paste(await practice.answerConsent(attempt.url)));
}

/** Lets time pass until `work` is done: calls of the API wait for their turn. */
async function drive<T>(work: Promise<T>): Promise<T> {
  let over = false;
  const end = () => {
    over = true;
  };
  work.then(end, end);
  while (!over) await clock.advance(500);
  return work;
}

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error) => error.code ?? String(error),
  );

describe('connecting', () => {
  it('starts from nothing, and the status says so', async () => {
    const connection = await open({});
    const status = connection.status();
    expect(connectionStatusSchema.parse(status)).toEqual(status);
    expect(status).toMatchObject({
      state: 'not-connected',
      clientId: null,
      account: null,
      problem: null,
    });
    expect(await code(connection.begin({ flow: 'pkce', open: false }))).toBe('client-id-missing');
    expect(await code(connection.accessToken())).toBe('not-connected');
    expect(connection.attempt()).toBeNull();
  });

  it('with PKCE, the address pasted', async () => {
    const began = clock.now();
    const connection = await open();
    expect(await connect(connection)).toMatchObject({ state: 'connected', problem: null });
    const status = connection.status();
    expect(connectionStatusSchema.parse(status)).toEqual(status);
    expect(status).toMatchObject({
      state: 'connected',
      clientId: 'practice',
      hasClientSecret: false,
      missing: [],
      connectedAt: began,
      lastRefreshAt: null,
      accessTokenExpiresAt: began + DAY,
      endsUnlessUsedBy: began + 180 * DAY,
      protection: box.protection,
      problem: null,
    });
    expect(status.account?.organisation).not.toBe('');
    expect(changes).toContain('connected');
    expect(await connection.accessToken()).toMatch(/\./);
  });

  it('by the redirect to a local port, whose page names the account', async () => {
    const port = await freePort();
    practice.redirectUris.push(`http://localhost:${port}/oauth/callback`);
    const connection = await open({ clientId: 'practice', redirectPorts: [port] });
    const attempt = await connection.begin({ flow: 'pkce', open: false });
    expect(attempt.redirectUri).toBe(`http://localhost:${port}/oauth/callback`);
    const page = await fetch(await practice.answerConsent(attempt.url));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Connected as Harbour Street Books.');
    expect(connection.attempt()?.state).toBe('connected');
  });

  it("with the app's own protocol", async () => {
    const connection = await open({ clientId: 'practice' }, [createAppProtocolReceiver()]);
    const attempt = await connection.begin({ flow: 'pkce', open: true });
    expect(opened).toEqual([attempt.url]);
    expect(attempt.redirectUri).toBe('app.rulepost:/oauth/callback');
    const landed = await practice.answerConsent(attempt.url);
    await connection.redirected(findDeepLink(['rulepost', landed]) ?? expect.unreachable());
    expect(connection.status().state).toBe('connected');
  });

  it('with a client secret given by a person', async () => {
    const connection = await open({});
    await connection.setClient({ clientId: 'practice-secret' });
    expect(await code(connection.begin({ flow: 'secret', open: false }))).toBe(
      'client-secret-missing',
    );
    await connection.setClient({ clientId: 'practice-secret', clientSecret: 'practice-only' });
    expect(connection.status()).toMatchObject({ hasClientSecret: true });
    expect((await connect(connection, 'secret')).state).toBe('connected');
    await clock.advance(DAY);
    expect(await connection.accessToken()).toMatch(/\./);
    expect(connection.status().state).toBe('connected');
    expect(JSON.stringify([...settings])).not.toContain('practice-only');
  });

  it('with a wrong client secret says that the API key is refused', async () => {
    const connection = await open({ clientId: 'practice-secret', clientSecret: 'wrong' });
    expect(await connect(connection, 'secret')).toMatchObject({
      state: 'failed',
      problem: { code: 'client-refused' },
    });
    expect(connection.status().state).toBe('not-connected');
  });

  it('with a device code', async () => {
    const connection = await open();
    const attempt = await connection.begin({ flow: 'device', open: false });
    await clock.advance(20_000);
    await practice.answerDevice(attempt.device?.userCode ?? '');
    await clock.advance(10_000);
    expect(connection.attempt()?.state).toBe('connected');
    await clock.advance(DAY);
    expect(await connection.accessToken()).toMatch(/\./);
  });

  it('with a device code that brings no lasting permission says so', async () => {
    practice.switches.deviceFlowRefreshToken = false;
    const connection = await open();
    const attempt = await connection.begin({ flow: 'device', open: false });
    await practice.answerDevice(attempt.device?.userCode ?? '');
    await clock.advance(10_000);
    expect(connection.status()).toMatchObject({
      state: 'connected',
      problem: { code: 'connection-not-lasting' },
    });
  });

  it.each(['pkce', 'device'] as const)(
    'refused by the person (%s) connects nothing',
    async (flow) => {
      const connection = await open();
      const attempt = await connection.begin({ flow, open: false });
      if (flow === 'device') {
        await practice.answerDevice(attempt.device?.userCode ?? '', 'deny');
        await clock.advance(10_000);
      } else {
        await connection.paste(await practice.answerConsent(attempt.url, 'deny'));
      }
      expect(connection.attempt()).toMatchObject({
        state: 'failed',
        problem: { code: 'consent-denied' },
      });
      expect(connection.status().state).toBe('not-connected');
    },
  );

  it('pasting the wrong thing is said, and the attempt goes on', async () => {
    const connection = await open();
    expect(
      await code(connection.paste('http://localhost:18471/oauth/callback?code=c&state=s')),
    ).toBe('answer-unexpected');
    const attempt = await connection.begin({ flow: 'pkce', open: false });
    expect(await code(connection.paste(attempt.url))).toBe('answer-not-ours');
    expect(
      await code(connection.paste('http://localhost:18471/oauth/callback?code=c&state=s')),
    ).toBe('answer-foreign');
    expect(connection.attempt()?.state).toBe('waiting');
    const landed = await practice.answerConsent(attempt.url);
    expect((await drive(connection.paste(` <${landed}>\n`))).state).toBe('connected');
    expect(await code(connection.paste(landed))).toBe('answer-used');
    expect(connection.attempt()?.state).toBe('connected');
  });

  it('with a secret box that is locked is stopped before anybody consents', async () => {
    const connection = await open();
    box.trouble.read = Object.assign(new Error('locked'), { code: 'secrets-unreadable' });
    expect(await code(connection.begin({ flow: 'pkce', open: false }))).toBe('secrets-unreadable');
  });

  it('stands although the account cannot be read at that moment', async () => {
    const connection = await open();
    await connection.start();
    practice.faults.add({ kind: 'status', status: 403, path: '/account/summary' });
    expect((await connect(connection)).state).toBe('connected');
    expect(connection.status()).toMatchObject({ state: 'connected', account: null });
    expect(connection.status().problem).not.toBeNull();
    await clock.advance(2 * HOUR);
    expect(connection.status()).toMatchObject({ problem: null });
    expect(connection.status().account).not.toBeNull();
  });
});

describe('staying connected', () => {
  it('over restarts and weeks of rest, with rotation and no grace', async () => {
    await connect(await open());
    const next = await open();
    await next.start();
    expect(next.status().state).toBe('connected');
    await clock.advance(60 * DAY);
    expect(practice.requests.count('POST /token')).toBeGreaterThanOrEqual(1 + 8);
    expect((await drive(next.readAccount())).accountId).not.toBe('');
    expect(next.status().state).toBe('connected');
  });

  it('with long-lived refresh tokens and with expiry as a point in time', async () => {
    practice.switches.refreshTokens = 'long-lived';
    practice.switches.expiresIn = 'epoch';
    const connection = await open();
    await connect(connection);
    for (let day = 0; day < 5; day++) {
      await clock.advance(DAY);
      expect((await drive(connection.readAccount())).accountId).not.toBe('');
    }
    expect(connection.status().state).toBe('connected');
  });

  it('through a network that is away, and back with the machine', async () => {
    const connection = await open();
    await connect(connection);
    await connection.start();
    online = false;
    await clock.advance(DAY);
    expect(await code(connection.accessToken())).toBe('offline');
    expect(connection.status()).toMatchObject({ state: 'offline', problem: { code: 'offline' } });
    online = true;
    resumed();
    await clock.advance(0);
    await clock.advance(0);
    expect(connection.status().state).toBe('connected');
  });

  it('until the permission is taken back: then all stops cleanly, and reconnecting goes on', async () => {
    const connection = await open();
    await connect(connection);
    const account = connection.status().account;
    practice.revokeTokens();
    expect(await code(drive(connection.readAccount()))).toBe('reconnect-needed');
    expect(connection.status()).toMatchObject({
      state: 'reconnect-needed',
      problem: { code: 'reconnect-needed' },
      account,
    });
    const restarted = await open();
    expect(restarted.status().state).toBe('reconnect-needed');
    await connect(restarted);
    expect(restarted.status()).toMatchObject({ state: 'connected', missing: [], problem: null });
    expect(await code(connection.accessToken())).toBe('nothing');
  });

  it('with the API key that got the tokens, whatever key is set by now', async () => {
    const connection = await open({});
    await connection.setClient({ clientId: 'practice' });
    await connect(connection);
    await connection.setClient({ clientId: 'another' });
    expect(connection.status().clientId).toBe('another');
    await clock.advance(DAY);
    expect(await connection.accessToken()).toMatch(/\./);
  });

  it('never tries a refresh token at another address', async () => {
    await connect(await open());
    const elsewhere = await open({ clientId: 'practice', authUrl: 'https://other.example/v1' });
    await clock.advance(DAY);
    const asked = practice.requests.count('POST /token');
    expect(await code(elsewhere.accessToken())).toBe('connection-elsewhere');
    expect(elsewhere.status()).toMatchObject({
      state: 'reconnect-needed',
      problem: { code: 'connection-elsewhere' },
    });
    expect(practice.requests.count('POST /token')).toBe(asked);
    expect(await code((await open()).accessToken())).toBe('nothing');
  });
});

describe('what is missing', () => {
  it('shows, and goes when a person has seen to it and asks to look again', async () => {
    practice.setPhysicalAddress(null);
    const connection = await open();
    await connect(connection);
    expect(connection.status().missing.map((problem) => problem.code)).toEqual([
      'account-no-address',
    ]);
    practice.setPhysicalAddress({ address_line1: '1 Main St', city: 'X', country_code: 'US' });
    await drive(connection.recheck());
    expect(connection.status().missing).toEqual([]);
  });

  it('is a confirmation when it is another account than before', async () => {
    await connect(await open());
    accountId = 'another';
    const connection = await open();
    await connect(connection);
    const codes = () => connection.status().missing.map((problem) => problem.code);
    expect(codes()).toEqual(['different-account']);
    await drive(connection.readAccount());
    expect(codes()).toEqual(['different-account']);
    await drive(connection.recheck());
    expect(codes()).toEqual([]);
  });
});

describe('disconnecting', () => {
  it('forgets the tokens and nothing else, and says how to take back the permission', async () => {
    const connection = await open({});
    await connection.setClient({ clientId: 'practice' });
    await connect(connection);
    await connection.disconnect();
    expect(box.values.has('tokens')).toBe(false);
    expect(connection.status()).toMatchObject({
      state: 'not-connected',
      clientId: 'practice',
      account: null,
      problem: { code: 'disconnected' },
    });
    expect(changes).toContain('disconnected');
    expect(await code(connection.accessToken())).toBe('not-connected');
    await connect(connection);
    expect(connection.status()).toMatchObject({ state: 'connected', missing: [], problem: null });
  });
});

it('stops at once, even while the account is being read', async () => {
  const connection = await open();
  await connect(connection);
  await connection.start();
  await connection.stop();
  const asked = practice.requests.all();
  await clock.advance(30 * DAY);
  expect(practice.requests.all()).toEqual(asked);
});

describe('the API key', () => {
  it('given by the host cannot be changed', async () => {
    const connection = await open({ clientId: 'practice' });
    expect(await code(connection.setClient({ clientId: 'other' }))).toBe('client-fixed');
  });

  it('that is new does not keep the secret of the old one', async () => {
    const connection = await open({});
    await connection.setClient({ clientId: 'a', clientSecret: 's' });
    await connection.setClient({ clientId: 'a' });
    expect(connection.status().hasClientSecret).toBe(true);
    await connection.setClient({ clientId: 'b' });
    expect(connection.status().hasClientSecret).toBe(false);
    await connection.setClient({ clientId: 'b', clientSecret: 's' });
    await connection.setClient({ clientId: 'b', clientSecret: null });
    expect(connection.status().hasClientSecret).toBe(false);
    expect(box.values.size).toBe(0);
  });
});

it('keeps every secret out of the log', async () => {
  const connection = await open({});
  await connection.setClient({ clientId: 'practice-secret', clientSecret: 'practice-only' });
  const attempt = await connection.begin({ flow: 'secret', open: false });
  const landed = await practice.answerConsent(attempt.url);
  await connection.paste(landed);
  await clock.advance(DAY);
  await connection.accessToken();
  const { accessToken, refreshToken } = JSON.parse(box.values.get('tokens') ?? '{}');
  const { searchParams } = new URL(landed);
  const secrets = [accessToken, refreshToken, searchParams.get('code'), searchParams.get('state')];
  for (const secret of [...secrets, 'practice-only']) expect(log.text()).not.toContain(secret);
});
