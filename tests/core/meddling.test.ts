/** Things that change in the account or in the rules while a run is under way: nobody is mailed twice or wrongly. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHarness, type Harness } from '../support/harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await createHarness();
  await h.connect();
});
afterEach(() => h.dispose());

const orders = 'order,name,email\n1,Ada,ada@reader.example\n2,Bert,bert@reader.example\n';
const more = `${orders}3,Cleo,cleo@reader.example\n`;
const both = ['ada@reader.example', 'bert@reader.example'];
const person = { oncePer: 'person' };

const theRun = async () => (await h.client.runs.list({}))[0];
const subjects = () =>
  h.practice.mailbox
    .list({ limit: 100 })
    .map(({ subject }) => subject)
    .sort();

async function campaignId(): Promise<string> {
  const [campaign] = (await h.owner('GET', '/emails')).campaigns as { campaign_id: string }[];
  return campaign?.campaign_id ?? '';
}

describe('the campaign is deleted in Constant Contact', () => {
  test('after the mail has left: nobody is mailed again, and the run says what is not known', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    await h.until(() => h.mailed().length === 2);
    await h.owner('DELETE', `/emails/${await campaignId()}`);
    const [run] = await h.settled();
    expect(run).toMatchObject({ state: 'done', sent: 0, notSent: 2 });
    const detail = await h.client.runs.get({ id: run?.id ?? '' });
    expect(detail.deliveries.map(({ reason }) => reason?.code)).toEqual([
      'outcome-unknown',
      'outcome-unknown',
    ]);
    const codes = (await h.client.activity.page({})).map(({ code }) => code);
    expect(codes).toContain('campaign-lost');
    expect(h.mailed()).toEqual(both);
  });

  test('before it is scheduled: it is made anew under another name', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    h.practice.faults.add({
      method: 'PUT',
      path: '/emails/activities/{campaign_activity_id}',
      kind: 'status',
      status: 503,
      times: 20,
    });
    await h.until(async () => (await theRun())?.problem?.code === 'service-unavailable');
    await h.owner('DELETE', `/emails/${await campaignId()}`);
    h.practice.faults.clear();
    const [run] = await h.settled();
    expect(run).toMatchObject({ state: 'done', sent: 2 });
    expect(h.mailed()).toEqual(both);
  });

  test.each(['list', 'campaign'])(
    'the standing %s: newcomers still get the mail, nobody twice',
    async (what) => {
      h.write('orders.csv', orders);
      await h.enable({ who: person });
      await h.settled();
      if (what === 'campaign') await h.owner('DELETE', `/emails/${await campaignId()}`);
      else {
        const { lists } = await h.owner('GET', '/contact_lists');
        const own = (lists as { list_id: string; name: string }[]).find(({ name }) =>
          name.startsWith('Rulepost'),
        );
        await h.owner('DELETE', `/contact_lists/${own?.list_id}`);
        await h.clock.advance(5_000);
      }
      h.write('orders.csv', more);
      await h.until(() => h.mailed().length > 2);
      await h.settled();
      expect(h.mailed()).toEqual([...both, 'cleo@reader.example']);
    },
  );
});

describe('custom fields', () => {
  test('one that somebody has deleted is made again', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    const { custom_fields } = await h.owner('GET', '/contact_custom_fields');
    for (const field of custom_fields as { custom_field_id: string }[]) {
      await h.owner('DELETE', `/contact_custom_fields/${field.custom_field_id}`);
    }
    await h.settled();
    expect(subjects()).toEqual(['Thank you, Ada', 'Thank you, Bert']);
  });

  test('that the service does not fill in: the texts are written into the mails instead', async () => {
    h.practice.switches.customFieldTagKnown = false;
    h.write('orders.csv', orders);
    await h.enable({});
    await h.until(() => h.mailed().length === 2);
    await h.settled();
    expect(subjects()).toEqual(['Thank you, Ada', 'Thank you, Bert']);
    // Known from then on: the next run needs no trial.
    h.write('orders.csv', `${more}4,Dora,dora@reader.example\n`);
    await h.until(() => h.mailed().length === 4);
    await h.settled();
    expect(subjects()).toEqual([
      'Thank you, Ada',
      'Thank you, Bert',
      'Thank you, Cleo',
      'Thank you, Dora',
    ]);
    expect(
      h.practice.requests.count('GET /emails/activities/{campaign_activity_id}/previews'),
    ).toBe(1);
  });

  test('a retried run does not send the values another rule has written meanwhile', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    h.practice.failNextSend(3);
    await h.settled();
    const failed = await theRun();
    h.write(
      'members.csv',
      'order,town,email\nm1,Boston,ada@reader.example\nm2,Salem,bert@reader.example\n',
    );
    await h.enable({
      id: 'members',
      when: { file: 'members.csv' },
      what: { subject: 'Greetings from {{ town }}', html: '<p>{{ town }}</p>' },
    });
    await h.until(() => h.mailed().length === 2);
    await h.client.runs.retry({ id: failed?.id ?? '' });
    await h.settled();
    expect(subjects()).toEqual([
      'Greetings from Boston',
      'Greetings from Salem',
      'Thank you, Ada',
      'Thank you, Bert',
    ]);
  });
});

test('an import whose answer was lost and that is worked on late does not spoil a later run', async () => {
  const town = (name: string) =>
    `order,name,email\n${name},${name},ada@reader.example\n${name}2,${name}2,bert@reader.example\n`;
  // Each import is worked on at its own time, the first one long after the second.
  h.practice.switches.bulkOrder = 'parallel';
  h.write('orders.csv', town('first'));
  await h.enable({});
  h.practice.delays.bulk = 60_000;
  h.practice.faults.add({
    method: 'POST',
    path: '/activities/contacts_json_import',
    kind: 'commit-then-reset',
  });
  await h.until(() => h.practice.requests.count('POST /activities/contacts_json_import') === 1);
  h.practice.delays.bulk = 1_500;
  await h.settled();
  h.practice.delays.send = 90_000;
  h.write('orders.csv', town('first') + town('second').split('\n').slice(1).join('\n'));
  await h.until(() => h.mailed().length === 4);
  await h.settled();
  expect(subjects()).toEqual([
    'Thank you, first',
    'Thank you, first2',
    'Thank you, second',
    'Thank you, second2',
  ]);
});

test('somebody who could not be mailed is not reached later with what their fields hold by then', async () => {
  h.practice.addContact({ address: 'bert@reader.example', permission: 'temp_hold' });
  h.write('orders.csv', orders);
  await h.enable({ who: person });
  const [run] = await h.settled();
  expect(run).toMatchObject({ sent: 1, notSent: 1 });
  h.practice.confirmOptIn('bert@reader.example');
  h.write('orders.csv', more);
  await h.until(() => h.mailed().length > 1);
  await h.settled();
  expect(h.mailed()).toEqual(['ada@reader.example', 'cleo@reader.example']);
});

test('all recipients refused by the import: the run fails with the reason, and a retry sends', async () => {
  h.write('orders.csv', orders);
  await h.enable({});
  h.practice.faults.add({
    method: 'GET',
    path: '/activities/{activity_id}',
    kind: 'status',
    status: 200,
    body: {
      activity_id: 'x',
      state: 'completed',
      status: { items_total_count: 2, error_count: 2 },
      activity_errors: ['Unknown field rulepost_1'],
    },
  });
  const [failed] = await h.settled();
  expect(failed).toMatchObject({ state: 'failed', problem: { code: 'import-refused' } });
  expect(failed?.problem?.what).toContain('Unknown field rulepost_1');
  await h.client.runs.retry({ id: failed?.id ?? '' });
  await h.settled();
  expect(h.mailed()).toEqual(both);
});

describe('the rule', () => {
  test('switched off while its run waits: the run is held, and goes when a person lets it', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    await h.until(async () => (await theRun())?.state === 'waiting');
    await h.client.rules.disable({ id: 'thanks' });
    await h.until(async () => (await theRun())?.state === 'held');
    expect(await theRun()).toMatchObject({ problem: { code: 'rule-off' } });
    expect(h.mailed()).toEqual([]);
    await h.client.runs.approve({ id: (await theRun())?.id ?? '' });
    await h.settled();
    expect(h.mailed()).toEqual(both);
  });

  test('held in the middle: once let go it sends its own values, not those written meanwhile', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    await h.until(async () => (await theRun())?.step === 'poll');
    await h.client.rules.disable({ id: 'thanks' });
    await h.until(async () => (await theRun())?.state === 'held');
    const held = await theRun();
    h.write(
      'members.csv',
      'order,town,email\nm1,Boston,ada@reader.example\nm2,Salem,bert@reader.example\n',
    );
    await h.enable({
      id: 'members',
      when: { file: 'members.csv' },
      what: { subject: 'Greetings from {{ town }}', html: '<p>{{ town }}</p>' },
    });
    await h.until(() => h.mailed().length === 2);
    await h.client.runs.approve({ id: held?.id ?? '' });
    await h.until(() => h.mailed().length === 4);
    expect(subjects()).toEqual([
      'Greetings from Boston',
      'Greetings from Salem',
      'Thank you, Ada',
      'Thank you, Bert',
    ]);
  });

  test('removed while its run waits: nobody is mailed', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    await h.until(async () => (await theRun())?.state === 'waiting');
    await h.client.rules.remove({ id: 'thanks' });
    await h.settled();
    expect(await theRun()).toMatchObject({ state: 'discarded', sent: 0, notSent: 2 });
    expect(h.mailed()).toEqual([]);
  });

  test('removed while its run is held: it cannot be approved any more', async () => {
    h.write('orders.csv', orders);
    await h.enable({ safeguards: { approveAbove: 1 } });
    const [held] = await h.settled();
    await h.client.rules.remove({ id: 'thanks' });
    await expect(h.client.runs.approve({ id: held?.id ?? '' })).rejects.toMatchObject({
      data: { code: 'run-not-possible' },
    });
  });
});

test('a mail that would become very many campaigns waits for approval', async () => {
  const rows = Array.from(
    { length: 30 },
    (_, i) => `${i},${'x'.repeat(256)}${i},p${i}@reader.example`,
  );
  h.write('orders.csv', `order,name,email\n${rows.join('\n')}\n`);
  await h.enable({ what: { subject: 'Hello' } });
  const runs = await h.settled();
  expect(runs).toHaveLength(30);
  expect(runs.every((run) => run.problem?.code === 'many-campaigns')).toBe(true);
});

test('nothing goes out through another account until a person has said that it may', async () => {
  h.write('orders.csv', orders);
  await h.enable({});
  await h.settled();
  h.practice.setAccountId('another-account');
  await h.connect();
  h.write('orders.csv', more);
  await h.until(async () => (await theRun())?.problem?.code === 'different-account');
  expect((await theRun())?.state).toBe('waiting');
  await h.drive(h.client.connection.recheck());
  await h.settled();
  expect(h.mailed()).toEqual([...both, 'cleo@reader.example']);
});
