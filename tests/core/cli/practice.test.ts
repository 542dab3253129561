/** `serve --practice`: the whole job, with the built-in practice account and with another server. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JobResult } from '../../../electron/service/practice/job.ts';
import { sampleOrders } from '../../../electron/service/practice-sample/orders.ts';
import { type Cli, cliFor, type Started } from './cli.ts';
import { startPractice } from './practice-server.ts';

const builtIn = { RULEPOST_AUTH_URL: undefined, RULEPOST_API_URL: undefined };
const customers = ['ada.quill', 'ben.marlow', 'clara.finch', 'grace.lind'];

let nobodyConnects = Promise.resolve();

/**
 * Starts practice. Only one at a time connects: a machine has three addresses to be sent back to,
 * and other test files want theirs.
 */
async function startJob(cli: Cli, ...more: string[]): Promise<Started> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const before = nobodyConnects;
  nobodyConnects = promise;
  await before;
  const job = cli.start('serve', '--practice', '--port', '0', ...more);
  const log = join(cli.dataDir, 'practice', 'logs', 'rulepost.log');
  while (job.written.code === null && !(await textOf(log)).includes('"code":"connected"')) {
    await pause(50);
  }
  resolve();
  return job;
}

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

async function once(cli: Cli): Promise<JobResult> {
  const { code, out } = await (await startJob(cli, '--once', '--json')).ended;
  expect(code).toBe(0);
  return (JSON.parse(out) as { practice: JobResult }).practice;
}

// Side by side, because a job mostly waits.
describe.concurrent('practice', { timeout: 90_000 }, () => {
  it('mails the sample customers, then one new customer at each later start', async (test) => {
    const cli = await cliFor(test, builtIn);
    const first = await once(cli);
    expect(first.mailed.map((mail) => mail.address.split('@')[0]).sort()).toEqual(customers);
    expect(first.mailed.map((mail) => mail.subject)).toContain('Thank you for your order, Ada');
    expect(first.notMatching).toBe(2);
    expect(first.notMailed.map((one) => one.row).sort()).toEqual(['1006', '1007']);
    for (const { reason } of first.notMailed) expect(reason).not.toBe('');

    const orders = join(cli.dataDir, 'practice', 'orders.csv');
    const second = await once(cli);
    expect(second.mailed.map((mail) => mail.address)).toEqual([
      'hugo.vale.1009@brightwater.example',
    ]);
    expect(await readFile(orders, 'utf8')).toBe(sampleOrders(1));

    const edited = sampleOrders(1).replace('Desk lamp', 'Floor lamp');
    await writeFile(orders, edited);
    const third = await (await startJob(cli, '--once')).ended;
    expect(third.code).toBe(0);
    expect(third.out).toContain('changed by you');
    expect(await readFile(orders, 'utf8')).toBe(edited);
  });

  it('keeps to its own folder, and commands find it there', async (test) => {
    const cli = await cliFor(test, builtIn);
    await once(cli);
    expect((await cli.json('status', '--practice')).document).toMatchObject({
      mode: 'practice',
      dataDir: join(cli.dataDir, 'practice'),
      connection: { state: 'connected' },
    });
    const paths = [...(await cli.files()).keys()];
    for (const path of paths) expect(path).toContain(join(cli.dataDir, 'practice'));
  });

  it('stays up with its page until it is stopped', async (test) => {
    const cli = await cliFor(test, builtIn);
    const serving = await startJob(cli);
    const [link] = await serving.sees(/http:\/\/127\.0\.0\.1:\d+\/open\?key=\S+/);
    expect(serving.written.out).toMatch(/Mailed\n {2}ada\.quill@oakfield\.example +Thank you/);
    expect(serving.written.out).toMatch(/Not mailed\n.*finn\.ash/);
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
    serving.child.kill('SIGINT');
    expect((await serving.ended).code).toBe(0);
  });

  it('works with another server', async (test) => {
    const server = await startPractice();
    test.onTestFinished(() => server.close());
    const cli = await cliFor(test, server.env);
    const result = await once(cli);
    expect(result.mailed.map((mail) => mail.address.split('@')[0]).sort()).toEqual(customers);
    expect(server.account.mailbox.list({ limit: 10 })).toHaveLength(4);
  });

  it('can be served alone, for another Rulepost', async (test) => {
    const cli = await cliFor(test, builtIn);
    const practice = cli.start('practice', '--json');
    const [line] = await practice.sees(/^\{.*\}$/m);
    const { environment } = JSON.parse(line) as { environment: NodeJS.ProcessEnv };
    const other = await cliFor(test, environment);
    expect((await other.json('status')).document).toMatchObject({ mode: 'practice' });
    expect((await fetch(`${environment.RULEPOST_API_URL}/contact_lists`)).status).toBe(403);
    expect((await cli.json('practice')).document).toMatchObject({
      error: { code: 'data-folder-busy' },
    });
    practice.child.kill('SIGINT');
    expect((await practice.ended).code).toBe(0);
  });
});
