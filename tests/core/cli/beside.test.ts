/** Commands beside a running service, from the first consent to the last mail. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findConsentForm } from '../../../electron/service/practice/consent-form.ts';
import { sampleOrders } from '../../../electron/service/practice-sample/orders.ts';
import { sampleRule } from '../../../electron/service/practice-sample/rule.ts';
import type { ActivityEntry, RunDetail } from '../../../shared/contract/schemas.ts';
import { type Cli, createCli, type Started } from './cli.ts';
import { agree, type RunningPractice, startPractice } from './practice-server.ts';

let practice: RunningPractice;
let cli: Cli;
let service: Started;
let key: string;
let served: { address: string; port: number; link: string; pid: number };

beforeAll(async () => {
  practice = await startPractice();
  cli = await createCli(practice.env);
  await writeFile(join(cli.folder, 'orders.csv'), sampleOrders(0));
  service = cli.start('serve', '--port', '0', '--json');
  served = JSON.parse((await service.sees(/^\{.*\}$/m))[0]) as typeof served;
});
afterAll(async () => {
  await cli.dispose();
  await practice.close();
});

/** Applies a rule, by default the sample, and switches it on. */
async function switchOn(id = 'thank-you', text = sampleRule): Promise<void> {
  const file = join(cli.folder, `${id}.yml`);
  await writeFile(file, text);
  expect((await cli.run('rule', 'apply', file)).code).toBe(0);
  expect((await cli.run('rule', 'enable', id)).code).toBe(0);
}

const carefulSubject = 'A careful word';
/** The sample for one order, to be approved, and without placeholders, which runs take turns in. */
const carefulRule = sampleRule
  .replace('id: thank-you', 'id: careful')
  .replace('approveAbove: 100', 'approveAbove: 0')
  .replace('field: total, operator: at-least, value: 20', 'field: order, operator: is, value: 1002')
  .replace(/subject: .+/, `subject: ${carefulSubject}`)
  .replace(/\{\{.+?\}\}/g, '...');

/** Whom the careful rule has mailed, and whom anything else has. */
function mailed(): { carefully: string[]; otherwise: string[] } {
  const mails = practice.account.mailbox.list({ limit: 100 });
  const to = (careful: boolean) =>
    mails
      .filter((mail) => (mail.subject === carefulSubject) === careful)
      .map((mail) => mail.to)
      .sort();
  return { carefully: to(true), otherwise: to(false) };
}

describe('beside a service', { timeout: 60_000 }, () => {
  it('the page opens with a link that works once', async () => {
    const first = await fetch(served.link, { redirect: 'manual' });
    expect(first.status).toBe(303);
    expect(first.headers.get('set-cookie')).toContain('HttpOnly');
    expect((await fetch(served.link, { redirect: 'manual' })).status).toBe(410);

    const opened = await cli.json('open');
    expect(opened).toMatchObject({ code: 0, document: { opened: false } });
    const { url } = opened.document as { url: string };
    expect(url).not.toBe(served.link);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  });

  it('a second service is refused and says who runs', async () => {
    const { code, document } = await cli.json('serve');
    expect(code).toBe(1);
    expect(document).toMatchObject({ error: { code: 'already-running' } });
    const { what } = (document as { error: { what: string } }).error;
    expect(what).toContain(String(served.pid));
    expect(what).toContain(served.address);
    expect((await cli.json('status')).document).toMatchObject({ running: true });
  });

  it('its key is readable by the owner only', async () => {
    const file = join(cli.dataDir, 'service.json');
    key = (JSON.parse(await readFile(file, 'utf8')) as { key: string }).key;
    expect(key).toMatch(/^[\w-]{43}$/);
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect((await stat(cli.dataDir)).mode & 0o077).toBe(0);
  });

  it('connect prints the link, waits for the consent and says as whom', async () => {
    const before = cli.start('run', 'thank-you');
    expect((await before.ended).code).toBe(1);

    const connecting = cli.start('connect');
    await agree(connecting);
    const { code, out } = await connecting.ended;
    expect(out).toContain('Connected as Harbour Street Books (signed in as ');
    expect(code).toBe(0);

    const again = cli.start('connect', '--json');
    await agree(again);
    const result = await again.ended;
    expect(JSON.parse(result.out)).toMatchObject({
      state: 'connected',
      account: { organisation: 'Harbour Street Books' },
    });
    expect(result.err).toContain('/authorize?');
  });

  it('connect can be interrupted, and leaves the connection as it was', async () => {
    const connecting = cli.start('connect');
    await connecting.sees(/authorize\?/);
    connecting.child.kill('SIGINT');
    expect((await connecting.ended).code).toBe(130);
    expect((await cli.json('status')).document).toMatchObject({
      connection: { state: 'connected' },
    });
  });

  it('connect by a code shows the code and where to enter it', async () => {
    const connecting = cli.start('connect', '--device');
    await connecting.sees(/Open {2}http:\S+/);
    await connecting.sees(/the code {2}\S{4,}/);
    connecting.child.kill('SIGINT');
    await connecting.ended;
  });

  it('connect takes a pasted address, and says what is wrong with another one', async () => {
    const connecting = cli.start('connect', '--paste');
    const [url] = await connecting.sees(/http:\S+\/authorize\?\S+/);
    const form = findConsentForm(await (await fetch(url)).text(), url);
    const answer = await fetch(form?.url ?? '', {
      method: 'POST',
      body: form?.fields ?? null,
      redirect: 'manual',
    });
    connecting.child.stdin?.write('http://localhost:18471/oauth/callback?code=x&state=foreign\n');
    await connecting.sees(/! .+\n {2}.+/);
    connecting.child.stdin?.write(`${answer.headers.get('location')}\n`);
    const { code, out } = await connecting.ended;
    expect(code).toBe(0);
    expect(out).toContain('Connected as Harbour Street Books');
  });

  it.concurrent('run sends, waits and tells who was mailed, in plain lines', async () => {
    await switchOn();
    const { code, out, err } = await cli.run('run', 'thank-you');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('4 people were mailed');
    expect(out).toContain('ada.quill@oakfield.example');
    // A pipe gets neither a bar nor colours.
    for (const sign of ['\r', '\u001b', '█']) expect(out).not.toContain(sign);
    expect(mailed().otherwise).toEqual([
      'ada.quill@oakfield.example',
      'ben.marlow@brightwater.example',
      'clara.finch@mapleandsons.example',
      'grace.lind@brightwater.example',
    ]);
    const nothing = await cli.json('run', 'thank-you');
    expect(nothing).toEqual({ code: 0, document: { runs: [] } });
  });

  // Beside it, because both mostly wait.
  it.concurrent('a held run ends with 4; approved, it is sent', async () => {
    await switchOn('careful', carefulRule);
    const held = await cli.json('run', 'careful');
    expect(held.code).toBe(4);
    const [run] = (held.document as { runs: RunDetail[] }).runs;
    expect(run?.state).toBe('held');
    const words = await cli.run('run', 'careful');
    expect(words.code).toBe(4);
    expect(words.out).toContain(`rulepost approve ${run?.id}`);

    const approved = await cli.json('approve', run?.id ?? '');
    expect(approved).toMatchObject({ code: 0, document: { runs: [{ state: 'done', sent: 1 }] } });
    expect(mailed().carefully).toEqual(['ben.marlow@brightwater.example']);
    const late = await cli.json('discard', run?.id ?? '');
    expect(late).toMatchObject({ code: 1, document: { error: { code: 'run-not-possible' } } });
    expect((await cli.json('retry', 'nothing')).document).toMatchObject({
      error: { code: 'run-not-found' },
    });
  });

  it('activity --follow tells what is new as it happens, until Ctrl-C', async () => {
    const following = cli.start('activity', '--follow', '--json', '--limit', '1');
    await following.sees(/\}\n/);
    await cli.run('rule', 'disable', 'careful');
    await following.sees(/rule-switched-off/);
    following.child.kill('SIGINT');
    const { code, out } = await following.ended;
    expect(code).toBe(0);
    const entries = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ActivityEntry);
    expect(entries.at(-1)).toMatchObject({ code: 'rule-switched-off', ruleId: 'careful' });
    expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length);
  });

  it('answers are the same once it has stopped and the command is alone', async () => {
    const questions = [
      ['rule', 'list'],
      ['rule', 'show', 'thank-you'],
      ['activity'],
      ['run', 'thank-you', '--dry-run'],
    ];
    const beside = await Promise.all(questions.map((question) => cli.json(...question)));
    const status = (await cli.json('status')).document as Record<string, unknown>;

    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
    await expect(stat(join(cli.dataDir, 'service.json'))).rejects.toThrow('ENOENT');

    const alone = [];
    for (const question of questions) alone.push(await cli.json(...question));
    expect(alone).toEqual(beside);
    // Each process draws the moment of its next renewal anew.
    const afterwards = JSON.stringify((await cli.json('status')).document);
    const withoutDraw = (text: string) => text.replace(/"nextRefreshAt":\d+/, '');
    const overall = {
      level: 'attention',
      sentence: 'Rulepost is not running, so nothing is sent. 1 rule is switched on.',
    };
    expect(withoutDraw(afterwards)).toBe(
      withoutDraw(JSON.stringify({ ...status, overall, running: false })),
    );
  });

  it('nothing it has written or printed holds a secret', async () => {
    const secrets = [/eyJ[\w-]{20,}/, /refresh_token=/, /[?&]code=/, /open\?key=/, new RegExp(key)];
    const { out, err } = service.written;
    expect(out.split(served.link).join('') + err).not.toMatch(/key=/);
    for (const [path, text] of await cli.files()) {
      if (path.endsWith('.lock')) continue;
      for (const secret of secrets)
        expect([path, secret.exec(text)?.[0]]).toEqual([path, undefined]);
    }
    const log = await readFile(join(cli.dataDir, 'logs', 'rulepost.log'), 'utf8');
    expect(log).toContain('service started');
  });
});
