/** Bad days: each is told by name with its way out, nothing is lost, other rules go on. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHarness, type Harness, ruleFile } from '../support/harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await createHarness();
  await h.connect();
});
afterEach(() => h.dispose());

const orders = 'order,name,email\n1,Ada,ada@reader.example\n2,Bert,bert@reader.example\n';
const postal = {
  address_line1: '1 Harbour Street',
  city: 'Portland',
  state_code: 'ME',
  country_code: 'US',
  postal_code: '04101',
};
const both = ['ada@reader.example', 'bert@reader.example'];

async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return (error as { data?: { code: string } } | undefined)?.data?.code;
}
const theRule = async () => h.client.rules.get({ id: 'thanks' });
const theRun = async () => (await h.client.runs.list({}))[0];

describe('the source', () => {
  test('a missing file is named; another rule goes on, and the file is taken in once it is there', async () => {
    h.write('members.csv', 'order,name,email\nm1,Cleo,cleo@reader.example\n');
    await h.enable({});
    await h.enable({ id: 'members', when: { file: 'members.csv' } });
    await h.settled();
    expect(h.mailed()).toEqual(['cleo@reader.example']);
    const { problem } = await theRule();
    expect(problem).toMatchObject({ code: 'source-missing' });
    expect(problem?.what).toContain(join(h.folder, 'orders.csv'));
    h.write('orders.csv', orders);
    await h.until(() => h.mailed().length === 3);
    expect((await theRule()).problem).toBeNull();
  });

  test('a file that was not there at the start: a person says whether its rows are new, once', async () => {
    await h.enable({ when: { existingRows: 'skip' } });
    await h.until(async () => (await theRule()).problem !== null);
    h.write('orders.csv', orders);
    const [held] = await h.settled();
    expect(held).toMatchObject({ state: 'held', problem: { code: 'first-rows' } });
    await h.client.runs.discard({ id: held?.id ?? '' });
    h.write('orders.csv', `${orders}3,Cleo,cleo@reader.example\n`);
    await h.until(() => h.mailed().length > 0);
    await h.settled();
    expect(h.mailed()).toEqual(['cleo@reader.example']);
  });

  test('a wrong column is told as soon as the rule is applied', async () => {
    h.write('orders.csv', orders);
    const text = ruleFile({ who: { conditions: [{ field: 'nmae', operator: 'is', value: 'x' }] } });
    const { rule } = await h.client.rules.apply({ text, file: 'rule.yml', folder: h.folder });
    expect(rule.problem).toMatchObject({ code: 'column-missing' });
  });

  test('a source that never answers keeps nobody else, and is named', async () => {
    execFileSync('mkfifo', [join(h.folder, 'stuck.csv')]);
    h.write('orders.csv', orders);
    await h.enable({ id: 'stuck', when: { file: 'stuck.csv' } });
    await h.enable({});
    await h.until(() => h.mailed().length === 2);
    expect((await h.client.rules.get({ id: 'stuck' })).problem?.code).toBe('source-unreadable');
  });

  test('a half-written file is waited for', async () => {
    h.write('orders.csv', 'order,name,email\n1,Ada,ada@reader.exam');
    await h.enable({});
    await h.clock.advance(1_000);
    h.write('orders.csv', orders);
    await h.settled();
    expect(h.mailed()).toEqual(both);
  });

  test('a column the rule names and the file lacks is named with those there are', async () => {
    h.write('orders.csv', orders);
    await h.enable({ who: { recipient: 'e-mail' } });
    await h.until(async () => (await theRule()).problem !== null);
    const { problem } = await theRule();
    expect(problem?.code).toBe('column-missing');
    expect(problem?.what).toContain('e-mail');
    expect(problem?.what).toContain('order, name, email');
  });

  test('a placeholder for a column that is not there stops the rule before anybody is mailed', async () => {
    h.write('orders.csv', orders);
    await h.enable({ what: { subject: 'Dear {{ nmae }}' } });
    await h.until(async () => (await theRule()).problem !== null);
    expect((await theRule()).problem?.code).toBe('placeholder-unknown');
    await h.enable({});
    await h.settled();
    expect(h.mailed()).toEqual(both);
  });

  test('a file that is no CSV is told as such', async () => {
    writeFileSync(join(h.folder, 'orders.csv'), Buffer.from('PK\x03\x04\x14\x00\x06\x00[Content]'));
    await h.enable({});
    await h.until(async () => (await theRule()).problem !== null);
    expect((await theRule()).problem?.code).toBe('csv-not-text');
  });
});

describe('the account', () => {
  test('an unconfirmed sender is named when the rule is switched on, with the confirmed ones', async () => {
    h.write('orders.csv', orders);
    const error = await h
      .enable({ what: { fromEmail: 'else@harbourstreetbooks.example' } })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ data: { code: 'sender-unconfirmed' } });
    expect((error as Error).message).toContain('else@harbourstreetbooks.example');
    expect((error as Error).message).toContain('hello@harbourstreetbooks.example');
  });

  test('without a postal address the run stops before anything is made, and goes on after a retry', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    h.practice.setPhysicalAddress(null);
    await h.drive(h.client.connection.recheck());
    const [failed] = await h.settled();
    expect(failed?.problem?.code).toBe('account-no-address');
    expect(h.practice.requests.count('POST /contact_lists')).toBe(0);
    expect(h.notes.map(({ key }) => key)).toContain('run-failed:thanks:account-no-address');
    h.practice.setPhysicalAddress(postal);
    await h.client.runs.retry({ id: failed?.id ?? '' });
    await h.settled();
    expect(h.mailed()).toEqual(both);
  });

  test('a send the service refuses fails with the reason in words; a retry sends it', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    h.practice.failNextSend(3);
    const [failed] = await h.settled();
    expect(failed).toMatchObject({ state: 'failed', problem: { code: 'send-billing' }, sent: 0 });
    expect((await h.client.status()).overall).toMatchObject({ level: 'attention' });
    const told = (await h.client.activity.page({})).find(({ code }) => code === 'send-billing');
    expect(told).toMatchObject({ level: 'error', runId: failed?.id });
    await h.client.runs.retry({ id: failed?.id ?? '' });
    await h.settled();
    expect(h.mailed()).toEqual(both);
  });

  test('a connection that ended is said so; after reconnecting what was queued goes on', async () => {
    h.write('orders.csv', orders);
    h.practice.revokeTokens();
    await h.clock.advance(25 * 3_600_000);
    await h.enable({}).catch(() => {});
    await h.until(async () => (await h.client.status()).connection.state === 'reconnect-needed');
    expect((await h.client.status()).overall.level).toBe('attention');
    expect(h.notes.map(({ key }) => key)).toContain('connection:reconnect-needed');
    await h.connect();
    await h.enable({});
    await h.settled();
    expect(h.mailed()).toEqual(both);
  });

  test('a connection that ends in the middle of a run: the run waits and then goes on, once', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    await h.until(() => h.practice.requests.count('POST /contact_lists') === 1);
    h.practice.revokeTokens();
    await h.until(async () => (await theRun())?.problem?.code === 'reconnect-needed');
    expect((await theRun())?.state).toBe('waiting');
    await h.clock.advance(3_600_000);
    await h.clock.oversleep(3 * 86_400_000);
    expect((await theRun())?.state).toBe('waiting');
    await h.connect();
    await h.settled();
    expect(h.mailed()).toEqual(both);
  });

  test('disconnecting forgets the tokens and keeps rules and history', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    await h.settled();
    await h.client.connection.disconnect();
    expect((await h.client.status()).connection.state).toBe('not-connected');
    expect(await h.client.rules.list()).toHaveLength(1);
    expect(await h.client.runs.list({})).toHaveLength(1);
    h.write('orders.csv', `${orders}3,Cleo,cleo@reader.example\n`);
    await h.until(async () => (await theRun())?.problem?.code === 'not-connected');
    await h.connect();
    await h.settled();
    expect(h.mailed()).toEqual([...both, 'cleo@reader.example']);
  });

  test("when the day's calls are used up the run waits until 00:00 UTC and says so", async () => {
    await h.dispose();
    h = await createHarness({ start: Date.UTC(2026, 2, 2, 23, 50) });
    await h.connect();
    h.write('orders.csv', orders);
    await h.enable({});
    await h.until(() => h.practice.requests.count('POST /contact_lists') === 1);
    h.practice.limits.perDay = 0;
    await h.until(async () => (await theRun())?.problem?.code === 'quota-exceeded');
    const run = await theRun();
    expect(new Date(run?.wakeAt ?? 0).toISOString()).toBe('2026-03-03T00:00:00.000Z');
    expect((await h.client.status()).quota.parkedUntil).toBe(run?.wakeAt);
    h.practice.limits.perDay = 10_000;
    await h.until(async () => (await theRun())?.state === 'done');
    expect(h.mailed()).toEqual(both);
    expect(h.clock.now()).toBeGreaterThanOrEqual(Date.UTC(2026, 2, 3));
  });
});

describe('the machine', () => {
  test('a laptop closed for three days in the middle of a run: it goes on, once', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    await h.until(async () => (await theRun())?.state === 'waiting');
    await h.clock.oversleep(3 * 86_400_000);
    await h.settled();
    expect(h.mailed()).toEqual(both);
  });

  test('stopping in the middle of a run and starting again mails everybody once', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    await h.until(async () => (await theRun())?.step === 'poll');
    await h.restart();
    await h.settled();
    expect(h.mailed()).toEqual(both);
  });

  test('a full disk is said once, other work waits, and everything goes on when there is room', async () => {
    await h.restart({ maxPages: 90 });
    h.write(
      'orders.csv',
      `order,name,email\n${Array.from({ length: 4000 }, (_, i) => `${i},N${i},p${i}@reader.example`).join('\n')}\n`,
    );
    await h.enable({ safeguards: { approveAbove: 10_000 } });
    await h.until(async () =>
      (await h.client.status()).overall.sentence.startsWith('The disk is full'),
    );
    expect(h.notes.filter(({ key }) => key === 'trouble:disk-full')).toHaveLength(1);
    expect(h.mailed()).toEqual([]);
    await h.restart();
    await h.settled();
    expect(new Set(h.mailed()).size).toBe(4000);
    expect(h.mailed()).toHaveLength(4000);
    expect((await h.client.status()).overall.level).toBe('fine');
  });

  test('a damaged database is named and left alone', async () => {
    const file = join(h.folder, 'rulepost.db');
    let good = Buffer.alloc(0);
    const damage = () => {
      good = readFileSync(file);
      writeFileSync(file, 'rubbish '.repeat(1000));
    };
    await expect(h.restart({}, damage)).rejects.toMatchObject({ code: 'database-corrupt' });
    expect(readFileSync(file, 'utf8')).toContain('rubbish');
    await h.restart({}, () => writeFileSync(file, good));
    expect((await h.client.status()).connection.state).toBe('connected');
  });
});

test('a rule that is switched off cannot be run, and says how to try it', async () => {
  h.write('orders.csv', orders);
  await h.enable({});
  await h.client.rules.disable({ id: 'thanks' });
  expect(await codeOf(h.client.rules.run({ id: 'thanks' }))).toBe('rule-disabled');
  expect(await codeOf(h.client.rules.run({ id: 'nobody' }))).toBe('rule-not-found');
});

test('other conditions on a rule that is on do not reach back to rows that were there', async () => {
  const setAside = async () =>
    (await h.client.activity.page({})).filter(({ code }) => code === 'rows-set-aside').length;
  const onlyAda = [{ field: 'name', operator: 'is', value: 'Ada' }];
  h.write('orders.csv', orders);
  await h.enable({ when: { existingRows: 'skip' }, who: { conditions: onlyAda } });
  await h.until(async () => (await setAside()) === 1);
  await h.enable({ when: { existingRows: 'skip' } });
  await h.until(async () => (await setAside()) === 2);
  h.write('orders.csv', `${orders}3,Cleo,cleo@reader.example\n`);
  await h.settled();
  expect(h.mailed()).toEqual(['cleo@reader.example']);
});
