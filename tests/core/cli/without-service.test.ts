/** Where no service runs, a command does what it was asked for and nothing else; and when one starts. */
import { stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleRule } from '../../../electron/service/practice-sample/rule.ts';
import type { ActivityEntry, RunDetail } from '../../../shared/contract/schemas.ts';
import { type Cli, cliFor } from './cli.ts';
import { agree, startPractice } from './practice-server.ts';
import { sample } from './sample.ts';

const settings = { RULEPOST_CLIENT_ID: 'practice' };

describe.concurrent('what is written', { timeout: 60_000 }, () => {
  it('is for its owner only', async (test) => {
    const cli = await cliFor(test, settings);
    await cli.run('rule', 'apply', await sample(cli));
    const serving = cli.start('serve', '--port', '0');
    await serving.sees(/is running/);
    const paths = [...(await cli.files()).keys()];
    const names = paths.map((path) => basename(path));
    expect(names).toEqual(
      expect.arrayContaining(['rulepost.db', 'rulepost.db-wal', 'service.lock', 'service.json']),
    );
    for (const path of [...paths, ...paths.map(dirname)]) {
      expect([path, (await stat(path)).mode & 0o077]).toEqual([path, 0]);
    }
  });
});

describe.concurrent('without a service', { timeout: 60_000 }, () => {
  /** A second rule for the same orders, both switched on. */
  async function twoRules(cli: Cli): Promise<void> {
    const file = await sample(cli);
    const other = join(cli.folder, 'other.yml');
    await writeFile(other, sampleRule.replace('id: thank-you', 'id: other'));
    const careful = sampleRule.replace('approveAbove: 100', 'approveAbove: 0');
    await writeFile(file, careful);
    for (const each of [file, other]) await cli.run('rule', 'apply', each);
    for (const id of ['thank-you', 'other']) await cli.run('rule', 'enable', id);
  }

  const codesOf = async (cli: Cli, rule: string) => {
    const { document } = await cli.json('activity', '--rule', rule);
    return (document as ActivityEntry[]).map((entry) => entry.code);
  };

  it('run, approve and retry do the work of one rule; the others wait for a service', async (test) => {
    const cli = await cliFor(test, settings);
    await twoRules(cli);
    const before = await codesOf(cli, 'other');
    expect(before).toContain('rule-switched-on');
    const held = await cli.json('run', 'thank-you');
    expect(held.code).toBe(4);
    const [run] = (held.document as { runs: RunDetail[] }).runs;
    expect((await cli.json('approve', run?.id ?? '')).code).toBe(3);
    expect(await codesOf(cli, 'thank-you')).toContain('run-approved');
    expect(await codesOf(cli, 'other')).toEqual(before);
  });

  it('status says so, with the way to start it', async (test) => {
    const practice = await startPractice();
    test.onTestFinished(() => practice.close());
    const cli = await cliFor(test, practice.env);
    const connecting = cli.start('connect');
    await agree(connecting);
    await connecting.ended;
    await cli.run('rule', 'apply', await sample(cli));
    await cli.run('rule', 'enable', 'thank-you');
    expect((await cli.json('status')).document).toMatchObject({
      running: false,
      overall: { level: 'attention', sentence: expect.stringContaining('not running') },
    });
    expect((await cli.run('status')).out).toMatch(/^! Rulepost is not running.*rulepost serve/s);
  });

  it('activity --follow does nothing but look, and leaves the folder to others', async (test) => {
    const cli = await cliFor(test, settings);
    await cli.run('rule', 'apply', await sample(cli));
    await cli.run('rule', 'enable', 'thank-you');
    const following = cli.start('activity', '--follow', '--json');
    await following.sees(/rule-switched-on/);
    await following.sees(/Rulepost is not running/);

    expect((await cli.run('rule', 'disable', 'thank-you')).code).toBe(0);
    await following.sees(/rule-switched-off/);
    // An engine would have taken in the rows of the rule that was on.
    expect(following.written.out).not.toMatch(/rows-found|run-planned/);

    const serving = cli.start('serve', '--port', '0');
    await serving.sees(/is running/);
    expect((await cli.run('rule', 'enable', 'thank-you')).code).toBe(0);
    await following.sees(/rows-found/);
    serving.child.kill('SIGTERM');
    expect((await serving.ended).code).toBe(0);
    expect((await cli.run('rule', 'remove', 'thank-you')).code).toBe(0);
    await following.sees(/rule-removed/);

    following.child.kill('SIGINT');
    const { code, out } = await following.ended;
    expect(code).toBe(0);
    const ids = out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as ActivityEntry).id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  });
});
