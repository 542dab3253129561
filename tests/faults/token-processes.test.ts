/** Several real processes, a real lock, a real encrypted file, rotation without any grace. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { generateRandomCodeVerifier } from 'oauth4webapi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorityOf } from '../../electron/core/connection/endpoints.ts';
import { createSignIn } from '../../electron/core/connection/sign-in.ts';
import {
  newTokens,
  readTokens,
  type Tokens,
  writeTokens,
} from '../../electron/core/connection/tokens.ts';
import type { SecretBox } from '../../electron/core/ports.ts';
import {
  createPracticeAccount,
  type PracticeAccount,
  type PracticeServer,
  startPracticeServer,
} from '../../electron/core/practice/index.ts';
import { createSecretBox } from '../../electron/core/secrets/encrypted-file.ts';
import { openDocumentStore } from '../../electron/core/store/documents.ts';
import { realClock as clock } from '../unit/secrets/children/clock.ts';
import { type Child, startChild } from '../unit/secrets/children/spawn.ts';

const key = randomBytes(32);
const redirectUri = 'http://localhost:18471/oauth/callback';

let dataDir: string;
let practice: PracticeAccount;
let server: PracticeServer;
let box: SecretBox;
let children: Child[];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rulepost-tokens-'));
  practice = createPracticeAccount({ clock, documents: openDocumentStore(':memory:') });
  practice.switches.refreshReuseEndsConnection = true;
  server = await startPracticeServer(practice);
  children = [];
  box = createSecretBox({
    file: join(dataDir, 'secrets.json'),
    clock,
    keySource: {
      backend: 'test',
      isPassphrase: false,
      level: 'key-file',
      words: 'test',
      key: () => Promise.resolve(key),
    },
  });
});
afterEach(async () => {
  for (const child of children) child.process.kill('SIGKILL');
  await Promise.all(children.map((child) => child.ended));
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Consents as a person would, and stores the pair with an access token that has already ended. */
async function connect(): Promise<Tokens> {
  const signIn = createSignIn({ authUrl: server.authUrl, fetch, clock });
  const client = { flow: 'pkce', clientId: 'practice', clientSecret: null } as const;
  const verifier = generateRandomCodeVerifier();
  const request = { clientId: client.clientId, redirectUri, state: 's', verifier };
  const landed = new URL(await practice.answerConsent(await signIn.authorizeUrl(request)));
  const code = landed.searchParams.get('code') ?? '';
  const grant = await signIn.exchangeCode(client, { code, redirectUri, verifier });
  const authority = authorityOf(server.authUrl);
  const tokens = {
    ...newTokens(grant, client, { redirectUri, authority, now: clock.now() }),
    expiresAt: clock.now() - 1,
  };
  await writeTokens(box, tokens);
  practice.requests.reset();
  return tokens;
}

async function start(die?: 'before-request' | 'before-write' | 'after-write'): Promise<Child> {
  const script = join(import.meta.dirname, 'token-child.ts');
  const args = [dataDir, server.authUrl, key.toString('hex')];
  const child = startChild(script, args, die ? { DIE: die } : {});
  children.push(child);
  expect(await child.line()).toBe('ready');
  return child;
}

async function ask(child: Child, command = 'ask'): Promise<string> {
  child.say(command);
  return child.line();
}

const refreshes = () => practice.requests.count('POST /token');
const works = async (token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${server.apiUrl}/account/summary`, { headers })).status === 200;
};

describe('several processes at once', () => {
  it('make one refresh between them, and nobody loses', async () => {
    const before = await connect();
    const all = await Promise.all([start(), start(), start(), start(), start()]);

    const tokens = await Promise.all(all.map((child) => ask(child)));
    const [first = ''] = tokens;
    expect(new Set(tokens).size).toBe(1);
    expect(first).not.toBe(before.accessToken);
    expect(refreshes()).toBe(1);
    expect(await works(first)).toBe(true);

    const next = await Promise.all(all.map((child) => ask(child, `reject ${first}`)));
    const [second = ''] = next;
    expect(new Set(next).size).toBe(1);
    expect(second).not.toBe(first);
    expect(refreshes()).toBe(2);
    expect(await works(second)).toBe(true);
  });
});

describe('a process that is killed', () => {
  it('while it holds the lock, before its request, holds nobody up and costs nothing', async () => {
    await connect();
    const [dying, living] = await Promise.all([start('before-request'), start()]);
    expect(await ask(dying)).toBe('holding');
    const asking = ask(living);
    dying.process.kill('SIGKILL');
    expect(await dying.ended).toBeNull();
    const token = await asking;
    expect(await works(token)).toBe(true);
    expect(refreshes()).toBe(1);
  });

  it('after the new pair is durable costs nothing', async () => {
    await connect();
    const [dying, living] = await Promise.all([start('after-write'), start()]);
    dying.say('ask');
    await dying.ended;
    const token = await ask(living);
    expect(await works(token)).toBe(true);
    expect(refreshes()).toBe(1);
    expect(await works(await ask(living, `reject ${token}`))).toBe(true);
  });

  it('between the rotation and the write costs the connection, and says so until reconnected', async () => {
    const before = await connect();
    const [dying, living] = await Promise.all([start('before-write'), start()]);
    dying.say('ask');
    await dying.ended;
    expect(await ask(living)).toBe('reconnect-needed');
    expect(await ask(living)).toBe('reconnect-needed');
    expect(refreshes()).toBe(2);
    const kept = await readTokens(box);
    expect(kept).toMatchObject({ refreshToken: before.refreshToken });
    expect(kept?.refusedAt).not.toBeNull();

    await connect();
    expect(await works(await ask(living))).toBe(true);
  });

  it('at any moment leaves a whole file and a free lock', async () => {
    for (let round = 0; round < 5; round++) {
      await connect();
      const dying = await start();
      dying.say('refresh-for-ever');
      await wait(20 + Math.random() * 150);
      dying.process.kill('SIGKILL');
      await dying.ended;
      expect(await readTokens(box)).toMatchObject({ version: 1, refusedAt: null });
      // The pair is alive, or was killed in the one gap there is; never anything else.
      const living = await start();
      const answer = await ask(living);
      if (answer !== 'reconnect-needed') expect(await works(answer)).toBe(true);
      living.process.kill('SIGKILL');
    }
  });
});
