/** Commands without a running service: usage, exit codes, the form of answers. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleOrders } from '../../../electron/service/practice-sample/orders.ts';
import { sampleRule } from '../../../electron/service/practice-sample/rule.ts';
import { type Cli, createCli } from './cli.ts';

let cli: Cli;
beforeEach(async () => {
  cli = await createCli({ RULEPOST_CLIENT_ID: 'practice' });
});
afterEach(() => cli.dispose());

async function sample(): Promise<string> {
  const file = join(cli.folder, 'thank-you.yml');
  await writeFile(file, sampleRule);
  await writeFile(join(cli.folder, 'orders.csv'), sampleOrders(0));
  return file;
}

describe('help', { timeout: 60_000 }, () => {
  it('lists every command, the exit codes, and no way to pass a secret', async () => {
    const { code, out } = await cli.run('--help');
    expect(code).toBe(0);
    const commands = 'serve open connect disconnect status rule run approve discard retry activity';
    for (const name of `${commands} doctor practice`.split(' ')) {
      expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
    expect(out).toMatch(/3 {2}Rulepost must be connected/);
    const connect = await cli.run('connect', '--help');
    expect(connect.out).toContain('Example:');
    expect((await cli.run('connect', '--client-secret', 'x')).code).toBe(2);
  });

  it('needs no data folder', async () => {
    await cli.run('run', '--help');
    await expect(cli.files()).rejects.toThrow('ENOENT');
  });
});

describe('wrong usage', { timeout: 60_000 }, () => {
  it.each([
    [['nonsense']],
    [['run']],
    [['serve', '--port', 'x']],
    [['activity', '--limit', '0']],
    [['connect', '--device', '--paste']],
    [['connect', '--with-secret']],
  ])('%j ends with 2, in words and as JSON', async (args) => {
    const words = await cli.run(...args);
    expect(words.code).toBe(2);
    expect(words.out).toBe('');
    expect(words.err).not.toBe('');
    const { code, document } = await cli.json(...args);
    expect(code).toBe(2);
    expect(document).toMatchObject({ error: { code: 'wrong-usage' } });
  });
});

describe('answers', { timeout: 60_000 }, () => {
  it('of rules: applied, listed, switched, removed', async () => {
    const file = await sample();
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

  it('of a dry run: who, what, who not and why, and the price', async () => {
    await cli.run('rule', 'apply', await sample());
    const { code, out } = await cli.run('run', 'thank-you', '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/ada\.quill@oakfield\.example +Thank you for your order, Ada/);
    expect(out).toMatch(/finn\.ash\(at\)harbourside\.example .*not an e-mail address/);
    expect(out).toMatch(/2 not matching/);
    expect(out).toMatch(/Price: .*calls/);
    expect(await cli.json('run', 'thank-you', '--dry-run')).toMatchObject({
      document: { rowsRead: 8, notMatching: 2 },
    });
  });

  it('of status and doctor before anything is set up', async () => {
    expect(await cli.json('status')).toMatchObject({
      code: 0,
      document: { running: false, mode: 'practice', connection: { state: 'not-connected' } },
    });
    expect((await cli.run('status')).out).toContain('rulepost connect');
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

describe('failures have a code of their own', { timeout: 60_000 }, () => {
  it('3 when Rulepost must be connected first, and again as long as the run waits for it', async () => {
    await cli.run('rule', 'apply', await sample());
    await cli.run('rule', 'enable', 'thank-you');
    for (let time = 0; time < 2; time++) {
      const { code, out } = await cli.run('run', 'thank-you');
      expect(out).toContain('rulepost connect');
      expect(code).toBe(3);
    }
  });

  it('1 for a file that is not there, and for one that is no rule', async () => {
    const missing = await cli.json('rule', 'apply', 'nowhere.yml');
    expect(missing).toMatchObject({ code: 1, document: { error: { code: 'file-unreadable' } } });
    await writeFile(join(cli.folder, 'bad.yml'), 'id: 1\n');
    const bad = await cli.json('rule', 'apply', 'bad.yml');
    expect(bad).toMatchObject({ code: 1, document: { error: { code: 'rule-invalid' } } });
  });

  it('1 for a data folder that cannot be made; the doctor says so as well', async () => {
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

  it('1 for a port that is taken, naming it and the way out', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const port = String((other.address() as AddressInfo).port);
    const { code, err } = await cli.run('serve', '--port', port);
    other.close();
    expect(code).toBe(1);
    expect(err).toContain(port);
    expect(err).toContain('--port');
  });

  it('1 for a page that nobody serves', async () => {
    expect(await cli.json('open')).toMatchObject({
      code: 1,
      document: { error: { code: 'service-not-running' } },
    });
  });

  it('a damaged database is named, and nothing is written over it', async () => {
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
  });

  it('practice refuses the real service', async () => {
    cli.env.RULEPOST_API_URL = 'https://api.cc.email/v3';
    const { code, err } = await cli.run('serve', '--practice', '--once');
    expect(code).toBe(1);
    expect(err).toContain('api.cc.email');
  });
});
