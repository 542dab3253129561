import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../../../electron/service/host/silent-log.ts';
import { createSessions, readCookie, sameSecret } from '../../../electron/service/http/session.ts';
import { createSessionFile } from '../../../electron/service/http/session-file.ts';

const day = 86_400_000;
let folder: string;
let now: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rulepost-session-'));
  now = Date.UTC(2026, 10, 24);
});
afterEach(() => rm(folder, { recursive: true }));

const open = () =>
  createSessions({
    clock: { now: () => now, sleep: async () => {} },
    file: createSessionFile(folder, silentLog),
  });

async function signIn(sessions = open()): Promise<string> {
  return (await sessions.redeem(sessions.newLink())) ?? '';
}

it('keeps a browser signed in over a restart, for 30 days', async () => {
  const cookie = await signIn();
  expect(await open().isKnown(cookie)).toBe(true);
  now += 30 * day - 1;
  expect(await open().isKnown(cookie)).toBe(true);
  now += 1;
  expect(await open().isKnown(cookie)).toBe(false);
});

it('stores hashes only, readable by the owner only', async () => {
  const cookie = await signIn();
  const file = join(folder, 'sessions.json');
  expect(await readFile(file, 'utf8')).not.toContain(cookie);
  expect((await stat(file)).mode & 0o077).toBe(0);
});

it('lets a link die after a day', async () => {
  const sessions = open();
  const link = sessions.newLink();
  now += day;
  expect(await sessions.redeem(link)).toBeNull();
});

it('takes two links at once for two sessions', async () => {
  const sessions = open();
  const cookies = await Promise.all([signIn(sessions), signIn(sessions)]);
  const again = open();
  for (const cookie of cookies) expect(await again.isKnown(cookie)).toBe(true);
});

it('makes room for a new session by dropping the oldest', async () => {
  const sessions = open();
  const first = await signIn(sessions);
  for (let index = 0; index < 50; index++) await signIn(sessions);
  expect(await sessions.isKnown(first)).toBe(false);
});

it('counts a damaged file as empty', async () => {
  await writeFile(join(folder, 'sessions.json'), '{"sessions":[{"hash":');
  expect(await open().isKnown('anything')).toBe(false);
});

it('reads the right cookie among several', () => {
  const header = 'a_rulepost_1=no; rulepost_1=yes; rulepost_12=no';
  expect(readCookie(header, 'rulepost_1')).toBe('yes');
  expect(readCookie(header, 'rulepost_2')).toBeUndefined();
  expect(readCookie(undefined, 'rulepost_1')).toBeUndefined();
});

it('compares secrets of any length', () => {
  expect(sameSecret('one', 'one')).toBe(true);
  expect(sameSecret('one', 'on')).toBe(false);
  expect(sameSecret('', 'one')).toBe(false);
});
