/** Commands without a running service: exit codes and the form of answers. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliFor } from './cli.ts';
import { agree, startPractice } from './practice-server.ts';
import { sample } from './sample.ts';

const settings = { RULEPOST_CLIENT_ID: 'practice' };

describe.concurrent('answers', { timeout: 60_000 }, () => {
  it('of rules: applied, listed, switched, removed', async (test) => {
    const cli = await cliFor(test, settings);
    const file = await sample(cli);
    const applied = await cli.json('rule', 'apply', file);
    expect(applied).toMatchObject({
      code: 0,
      document: { created: true, changed: true, rule: { id: 'thank-you', enabled: false } },
    });
    expect(await cli.json('rule', 'enable', 'thank-you')).toMatchObject({
      document: { enabled: true },
    });
    expect(await cli.json('rule', 'list')).toMatchObject({ document: [{ id: 'thank-you' }] });
    expect((await cli.run('rule', 'show', 'thank-you')).out).toContain('Thank you for your order');
    expect(await cli.json('rule', 'disable', 'thank-you')).toMatchObject({
      document: { enabled: false },
    });
    expect(await cli.json('rule', 'remove', 'thank-you')).toEqual({
      code: 0,
      document: { removed: 'thank-you' },
    });
    expect(await cli.json('rule', 'show', 'thank-you')).toMatchObject({
      code: 1,
      document: { error: { code: 'rule-not-found', advice: expect.any(String) } },
    });
  });

  it('of a dry run: who, what, who not and why, and the price', async (test) => {
    const cli = await cliFor(test, settings);
    await cli.run('rule', 'apply', await sample(cli));
    await appendFile(join(cli.folder, 'orders.csv'), '1099,cut short\n');
    const { code, out } = await cli.run('run', 'thank-you', '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/ada\.quill@oakfield\.example +Thank you for your order, Ada/);
    expect(out).toMatch(/finn\.ash\(at\)harbourside\.example .*not an e-mail address/);
    expect(out).toMatch(/2 not matching/);
    expect(out).toMatch(/Could not be used: 1 row\n {2}Line 10 /);
    expect(out).toMatch(/Price: .*calls/);
    expect(await cli.json('run', 'thank-you', '--dry-run')).toMatchObject({
      document: { rowsRead: 8, notMatching: 2, unusable: { count: 1 } },
    });
  });

  it('of status and doctor before anything is set up', async (test) => {
    const cli = await cliFor(test, settings);
    expect(await cli.json('status')).toMatchObject({
      code: 0,
      document: { running: false, mode: 'practice', connection: { state: 'not-connected' } },
    });
    const { out } = await cli.run('status');
    expect(out).toContain('rulepost connect');
    expect(out).toContain('not running; start it with "rulepost serve"');
    const doctor = await cli.json('doctor');
    expect(doctor).toMatchObject({ code: 1, document: { ok: false } });
    const { checks } = doctor.document as { checks: { name: string; ok: boolean }[] };
    const names = checks.map((check) => check.name);
    for (const name of ['Node.js', 'Data folder', 'Free space', 'Port', 'Database', 'Connection']) {
      expect(names).toContain(name);
    }
    expect(checks.filter((check) => !check.ok).map((check) => check.name)).toEqual(['Connection']);
  });
});

describe.concurrent('failures have a code of their own', { timeout: 60_000 }, () => {
  it('3 when Rulepost must be connected first, and again as long as the run waits for it', async (test) => {
    const cli = await cliFor(test, settings);
    await cli.run('rule', 'apply', await sample(cli));
    await cli.run('rule', 'enable', 'thank-you');
    for (let time = 0; time < 2; time++) {
      const { code, out } = await cli.run('run', 'thank-you');
      expect(out).toContain('rulepost connect');
      expect(code).toBe(3);
    }
  });

  it('1 for a file that is not there, and for one that is no rule', async (test) => {
    const cli = await cliFor(test, settings);
    const missing = await cli.json('rule', 'apply', 'nowhere.yml');
    expect(missing).toMatchObject({ code: 1, document: { error: { code: 'file-unreadable' } } });
    await writeFile(join(cli.folder, 'bad.yml'), 'id: 1\n');
    const bad = await cli.json('rule', 'apply', 'bad.yml');
    expect(bad).toMatchObject({ code: 1, document: { error: { code: 'rule-invalid' } } });
  });

  it('1 for a file too long for a rule, in plain words', async (test) => {
    const cli = await cliFor(test, settings);
    await writeFile(join(cli.folder, 'rows.csv'), 'x'.repeat(2_000_001));
    const { code, out, err } = await cli.run('rule', 'apply', 'rows.csv', '--json');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'rule-file-too-long' } });
    expect(out).not.toContain('Too big');
  });

  it('1 for a setting that means nothing, saying which are possible', async (test) => {
    const cli = await cliFor(test, { ...settings, RULEPOST_LOG_LEVEL: 'bogus' });
    const { code, document } = await cli.json('status');
    expect(code).toBe(1);
    expect(document).toMatchObject({
      error: { code: 'log-level-unknown', advice: expect.stringContaining('debug') },
    });
  });

  // Making folders there, Node's own way never ends.
  it('1 at once for a data folder below one that takes none', async (test) => {
    const cli = await cliFor(test, settings);
    expect(await cli.json('status', '--data-dir', '/proc/rulepost/data')).toMatchObject({
      code: 1,
      document: { error: { code: 'data-folder-unwritable' } },
    });
  });

  it('1 for a data folder that cannot be made; the doctor says so as well', async (test) => {
    const cli = await cliFor(test, settings);
    await writeFile(join(cli.folder, 'file'), '');
    const folder = join(cli.folder, 'file', 'data');
    const status = await cli.json('status', '--data-dir', folder);
    expect(status).toMatchObject({
      code: 1,
      document: { error: { code: 'data-folder-unwritable' } },
    });
    const doctor = await cli.run('doctor', '--data-dir', folder);
    expect(doctor.code).toBe(1);
    expect(doctor.out).toContain(folder);
  });

  it('1 for a port that is taken, naming it and the way out', async (test) => {
    const cli = await cliFor(test, settings);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const port = String((other.address() as AddressInfo).port);
    const { code, err } = await cli.run('serve', '--port', port);
    other.close();
    expect(code).toBe(1);
    expect(err).toContain(port);
    expect(err).toContain('--port');
  });

  it('1 for a page that nobody serves', async (test) => {
    const cli = await cliFor(test, settings);
    expect(await cli.json('open')).toMatchObject({
      code: 1,
      document: { error: { code: 'service-not-running' } },
    });
  });

  it('a damaged database is named, and nothing is written over it', async (test) => {
    const cli = await cliFor(test, settings);
    await mkdir(cli.dataDir, { recursive: true });
    const file = join(cli.dataDir, 'rulepost.db');
    const damage = 'this is not a database '.repeat(50);
    await writeFile(file, damage);
    expect(await cli.json('status')).toMatchObject({
      code: 1,
      document: { error: { code: 'database-corrupt' } },
    });
    expect(await readFile(file, 'utf8')).toBe(damage);
    const doctor = await cli.json('doctor');
    expect(doctor).toMatchObject({ code: 1, document: { ok: false } });
    // Nor does a service say that it runs.
    expect(await cli.json('serve', '--port', '0')).toMatchObject({
      code: 1,
      document: { error: { code: 'database-corrupt' } },
    });
    expect((await cli.run('serve', '--port', '0')).out).toBe('');
    expect(await readFile(file, 'utf8')).toBe(damage);
  });

  it('practice refuses the real service', async (test) => {
    const cli = await cliFor(test, settings);
    cli.env.RULEPOST_API_URL = 'https://api.cc.email/v3';
    const { code, err } = await cli.run('serve', '--practice', '--once');
    expect(code).toBe(1);
    expect(err).toContain('api.cc.email');
    delete cli.env.RULEPOST_API_URL;
    expect(await cli.json('serve', '--practice', '--once')).toMatchObject({
      code: 1,
      document: { error: { code: 'practice-half-set' } },
    });
  });
});

describe.concurrent('a client secret', { timeout: 60_000 }, () => {
  it('comes from the environment, is kept encrypted, and is shown nowhere', async (test) => {
    const secret = 'practice-only';
    const practice = await startPractice();
    test.onTestFinished(() => practice.close());
    const cli = await cliFor(test, {
      ...practice.env,
      RULEPOST_CLIENT_ID: 'practice-secret',
      RULEPOST_CLIENT_SECRET: secret,
    });
    const connecting = cli.start('connect');
    const url = await agree(connecting);
    expect(new URL(url).searchParams.get('client_id')).toBe('practice-secret');
    const { code, out, err } = await connecting.ended;
    expect(code).toBe(0);
    expect(out + err).not.toContain(secret);
    expect((await cli.json('status')).document).toMatchObject({
      connection: { hasClientSecret: true, state: 'connected' },
    });
    for (const [path, text] of await cli.files()) {
      expect([path, text.includes(secret)]).toEqual([path, false]);
    }
    delete cli.env.RULEPOST_CLIENT_SECRET;
    expect((await cli.json('disconnect')).document).toEqual({ disconnected: true });
    expect((await cli.json('status')).document).toMatchObject({
      connection: { state: 'not-connected' },
    });
  });
});
