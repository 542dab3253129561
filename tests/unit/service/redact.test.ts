import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileLog, createRotatingFile } from '../../../electron/service/host/log.ts';
import { redact, redactText } from '../../../electron/service/host/redact.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';

const jwt = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}`;

describe('text', () => {
  it.each([
    ['GET http://localhost:18471/oauth/callback?code=c0de&state=st4te', ['c0de', 'st4te']],
    ['the body was grant_type=refresh_token&refresh_token=r3fresh', ['r3fresh']],
    ['redirect=http%3A%2F%2Fx%3Fcode%3Dc0de', ['c0de']],
    ['{"access_token":"t0ken","expires_in":86400}', ['t0ken']],
    ['{"code":"c0de", "client_secret": "s3cret"}', ['c0de', 's3cret']],
    ['authorization: Bearer abcdefgh12345', ['abcdefgh12345']],
    ['Basic cHJhY3RpY2U6c2VjcmV0', ['cHJhY3RpY2U6c2VjcmV0']],
    [`the token was ${jwt}, it said`, [jwt, 'eyJ']],
    ['http://127.0.0.1:4717/open?key=l1nk', ['l1nk']],
    ['code_verifier=v3rifier device_code=d3vice', ['v3rifier', 'd3vice']],
  ])('loses its secrets: %s', (text, secrets) => {
    const clean = redactText(text);
    for (const secret of secrets) expect(clean).not.toContain(secret);
    expect(clean).toContain('[removed]');
  });

  it('keeps what is none', () => {
    for (const text of [
      'state of the run: done',
      '{"code":"offline"}',
      'exit code 3',
      'zip code',
    ]) {
      expect(redactText(text)).toBe(text);
    }
  });
});

describe('fields', () => {
  it('lose their values by their names, at any depth', () => {
    const clean = JSON.stringify(
      redact({
        refresh_token: 'one',
        nested: [{ clientSecret: 'two', headers: { Authorization: 'three', cookie: 'four' } }],
        code: 'f1ve',
        state: 'RANDOM6',
        userCode: 'SEVEN-7',
        passphrase: 'eight',
      }),
    );
    for (const secret of ['one', 'two', 'three', 'four', 'f1ve', 'RANDOM6', 'SEVEN', 'eight']) {
      expect(clean).not.toContain(secret);
    }
  });

  it('keep what helps: error codes, states of runs, times and yes or no', () => {
    const fields = {
      code: 'quota-exceeded',
      event: { code: 'connected' },
      odd: { code: undefined },
      state: 'waiting',
      hasClientSecret: true,
      accessTokenExpiresAt: 1_800_000_000_000,
      error: { code: 'ECONNREFUSED' },
    };
    expect(redact(fields)).toEqual(fields);
  });

  it('keep an error with its cause, without its secrets', () => {
    const cause = new Error('POST /token?code=c0de failed');
    const error = new RulepostError(
      'offline',
      { reason: 'no route' },
      { cause, details: { token: 't' } },
    );
    const clean = redact({ error }) as { error: Record<string, unknown> };
    expect(clean.error).toMatchObject({ name: 'RulepostError', code: 'offline' });
    expect(clean.error.message).toContain('no route');
    expect(JSON.stringify(clean)).not.toContain('c0de');
    expect(clean.error.details).toEqual({ token: '[removed]' });
    expect(clean.error.cause).toMatchObject({ message: 'POST /token?code=[removed] failed' });
  });

  it('survive circles', () => {
    const circle: Record<string, unknown> = { name: 'round' };
    circle.self = circle;
    expect(JSON.stringify(redact(circle))).toContain('[deep]');
  });
});

describe('the log file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rulepost-log-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('holds JSON lines without secrets, readable by the owner only', async () => {
    const log = createFileLog(folder);
    log.info({ token: 'hidden', rule: 'thank-you' }, 'asked /open?key=hidden');
    log.debug({}, 'too detailed');
    const file = join(folder, 'logs', 'rulepost.log');
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain('hidden');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 30, rule: 'thank-you', token: '[removed]' });
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it('is moved aside when it is full, and only so many are kept', async () => {
    const file = createRotatingFile(join(folder, 'log'), 100, 3);
    for (let index = 0; index < 20; index++)
      file.write(`line ${String(index).padStart(30, '0')}\n`);
    expect((await readdir(folder)).sort()).toEqual(['log', 'log.1', 'log.2']);
    for (const name of await readdir(folder)) {
      expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(100);
    }
    expect(await readFile(join(folder, 'log'), 'utf8')).toContain('19\n');
  });
});
