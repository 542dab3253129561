/** From rows in a file to mails in the practice mailbox. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHarness, type Harness } from '../support/harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await createHarness();
  await h.connect();
});
afterEach(() => h.dispose());

const orders = `order,name,email,total
1001,Ada,ada@reader.example,20
1002,Bert,bert@reader.example,80
1003,Cleo,cleo@reader.example,55
`;

function mailTo(address: string) {
  return h.practice.mailbox.list({ limit: 1000 }).filter(({ to }) => to === address);
}

describe('a rule with a mail per row', () => {
  test('mails each matching row once, with its own values', async () => {
    h.write('orders.csv', orders);
    await h.enable({
      who: { conditions: [{ field: 'total', operator: 'greater-than', value: 50 }] },
    });
    const [run] = await h.settled();
    expect(run).toMatchObject({ state: 'done', recipients: 2, sent: 2, notSent: 0 });
    expect(h.mailed()).toEqual(['bert@reader.example', 'cleo@reader.example']);
    const [mail] = mailTo('bert@reader.example');
    expect(mail?.subject).toBe('Thank you, Bert');
    expect(h.practice.mailbox.get(mail?.id ?? '')?.html).toContain('Dear Bert, order 1002');
  });

  test('leaves rows alone that were there when it was switched on', async () => {
    h.write('orders.csv', orders);
    await h.enable({ when: { existingRows: 'skip' } });
    await h.until(async () =>
      (await h.client.activity.page({})).some((e) => e.code === 'rows-set-aside'),
    );
    h.write('orders.csv', `${orders}1004,Dora,dora@reader.example,5\n`);
    await h.settled();
    expect(h.mailed()).toEqual(['dora@reader.example']);
  });

  test('does not see rows again after re-sorting or re-exporting with other columns in front', async () => {
    h.write('orders.csv', orders);
    await h.enable({});
    await h.settled();
    h.write(
      'orders.csv',
      'total;email;order;name\n80;bert@reader.example;1002;Bert\n55;cleo@reader.example;1003;Cleo\n20;ada@reader.example;1001;Ada\n9;dora@reader.example;1004;Dora\n',
    );
    await h.until(() => h.mailed().length > 3);
    await h.settled();
    expect(h.mailed()).toEqual([
      'ada@reader.example',
      'bert@reader.example',
      'cleo@reader.example',
      'dora@reader.example',
    ]);
  });

  test('without a key column knows a row by its content', async () => {
    h.write('orders.csv', orders);
    await h.enable({ when: { key: undefined } });
    await h.settled();
    const [header, ...rows] = orders.trim().split('\n');
    h.write('orders.csv', [header, ...rows.reverse()].join('\r\n'));
    h.write(
      'orders.csv',
      `${[header, ...rows].join('\r\n')}\r\n1004,Dora,dora@reader.example,1\r\n`,
    );
    await h.until(() => h.mailed().length > 3);
    await h.settled();
    expect(h.mailed()).toHaveLength(4);
  });

  test('two orders of one person are two mails, each with its own order', async () => {
    h.write('orders.csv', `${orders}1004,Ada,Ada@Reader.example,7\n`);
    await h.enable({});
    const runs = await h.settled();
    expect(runs.map((run) => run.recipients)).toEqual([3, 1]);
    const bodies = h.practice.mailbox
      .list({ limit: 10 })
      .filter(({ to }) => to.toLowerCase() === 'ada@reader.example')
      .map(({ id }) => h.practice.mailbox.get(id)?.html ?? '');
    expect(bodies).toHaveLength(2);
    expect(bodies.filter((html) => html.includes('order 1001'))).toHaveLength(1);
    expect(bodies.filter((html) => html.includes('order 1004'))).toHaveLength(1);
  });

  test('gathers rows of a window into one run', async () => {
    h.write('orders.csv', orders);
    await h.enable({ when: { gatherSeconds: 60 } });
    await h.until(async () => (await h.client.rules.list())[0]?.waitingRows === 3);
    h.write('orders.csv', `${orders}1004,Dora,dora@reader.example,5\n`);
    const runs = await h.settled();
    expect(runs.map((run) => run.recipients)).toEqual([4]);
  });

  test('a text too long for a custom field makes a campaign of its own', async () => {
    const long = 'x'.repeat(300);
    h.write(
      'orders.csv',
      `order,name,email,note\n1,Ada,ada@reader.example,short\n2,Bert,bert@reader.example,${long}\n`,
    );
    await h.enable({ what: { html: '<p>{{ name }}: {{ note }}</p>' } });
    const runs = await h.settled();
    expect(runs).toHaveLength(2);
    const [mail] = mailTo('bert@reader.example');
    expect(h.practice.mailbox.get(mail?.id ?? '')?.html).toContain(long);
    expect(h.mailed()).toEqual(['ada@reader.example', 'bert@reader.example']);
  });

  test('deletes its list afterwards', async () => {
    h.write('orders.csv', orders);
    const before = h.practice.requests.count('DELETE /contact_lists/{list_id}');
    await h.enable({});
    await h.settled();
    expect(h.practice.requests.count('DELETE /contact_lists/{list_id}')).toBe(before + 1);
  });
});

describe('a rule with one mail per person, ever', () => {
  const who = { oncePer: 'person' };

  test('keeps one campaign for life and mails newcomers only', async () => {
    h.write('orders.csv', orders);
    await h.enable({ who });
    await h.settled();
    h.write(
      'orders.csv',
      `${orders}1004,Ada,ada@reader.example,5\n1005,Dora,dora@reader.example,5\n`,
    );
    await h.until(() => h.mailed().length > 3);
    await h.settled();
    expect(h.mailed()).toEqual([
      'ada@reader.example',
      'bert@reader.example',
      'cleo@reader.example',
      'dora@reader.example',
    ]);
    expect(mailTo('dora@reader.example')[0]?.subject).toBe('Thank you, Dora');
    expect(h.practice.requests.count('POST /emails')).toBe(1);
    expect(h.practice.requests.count('POST /contact_lists')).toBe(1);
  });

  test('a changed mail gets a new campaign, and nobody has it who had the old one', async () => {
    h.write('orders.csv', orders);
    await h.enable({ who });
    await h.settled();
    await h.enable({ who, what: { subject: 'News for you, {{ name }}' } });
    h.write('orders.csv', `${orders}1005,Dora,dora@reader.example,5\n`);
    await h.until(() => h.mailed().length > 3);
    await h.settled();
    expect(h.mailed()).toHaveLength(4);
    expect(mailTo('dora@reader.example')[0]?.subject).toBe('News for you, Dora');
    expect(h.practice.requests.count('POST /emails')).toBe(2);
  });
});

describe('who is not mailed, and why', () => {
  test('a person who has unsubscribed, while the others are', async () => {
    h.practice.addContact({ address: 'bert@reader.example' });
    h.practice.unsubscribe('bert@reader.example');
    h.write('orders.csv', orders);
    await h.enable({});
    const [run] = await h.settled();
    expect(run).toMatchObject({ state: 'done', sent: 2, notSent: 1 });
    expect(h.mailed()).toEqual(['ada@reader.example', 'cleo@reader.example']);
    const detail = await h.client.runs.get({ id: run?.id ?? '' });
    const bert = detail.deliveries.find(({ address }) => address === 'bert@reader.example');
    expect(bert).toMatchObject({ state: 'not-sent', reason: { code: 'not-mailable' } });
  });

  test('all have unsubscribed: nothing is sent and the run says so', async () => {
    h.practice.addContact({ address: 'ada@reader.example' });
    h.practice.unsubscribe('ada@reader.example');
    h.write('orders.csv', 'order,name,email\n1,Ada,ada@reader.example\n');
    await h.enable({});
    const [run] = await h.settled();
    expect(run).toMatchObject({ state: 'done', sent: 0, notSent: 1 });
    expect(h.practice.requests.count('POST /emails')).toBe(0);
    expect((await h.client.runs.get({ id: run?.id ?? '' })).deliveries[0]?.reason?.code).toBe(
      'nobody-mailable',
    );
  });

  test('a row with an address that cannot be used; once corrected it is mailed', async () => {
    h.write('orders.csv', 'order,name,email\n1,Ada,ada@reader\n2,Bert,bert@reader.example\n');
    await h.enable({});
    await h.settled();
    expect(h.mailed()).toEqual(['bert@reader.example']);
    const told = (await h.client.activity.page({})).find(({ code }) => code === 'rows-excluded');
    expect(told?.words).toContain('"ada@reader" is not an e-mail address');
    h.write(
      'orders.csv',
      'order,name,email\n1,Ada,ada@reader.example\n2,Bert,bert@reader.example\n',
    );
    await h.until(() => h.mailed().length === 2);
    await h.settled();
    expect(h.mailed()).toEqual(['ada@reader.example', 'bert@reader.example']);
  });
});

describe('the brake', () => {
  const safeguards = { approveAbove: 2 };

  test('holds a run above the limit, and sends it once approved', async () => {
    h.write('orders.csv', orders);
    await h.enable({ safeguards });
    const [held] = await h.settled();
    expect(held).toMatchObject({ state: 'held', problem: { code: 'approval-needed' } });
    await h.clock.advance(3_600_000);
    await h.clock.oversleep(86_400_000);
    expect(h.mailed()).toEqual([]);
    expect(h.notes.map(({ key }) => key)).toContain('run-held:thanks');
    await h.client.runs.approve({ id: held?.id ?? '' });
    await h.settled();
    expect(h.mailed()).toHaveLength(3);
  });

  test('a discarded run mails nobody, now or later', async () => {
    h.write('orders.csv', orders);
    await h.enable({ safeguards });
    const [held] = await h.settled();
    await h.client.runs.discard({ id: held?.id ?? '' });
    h.write('orders.csv', `${orders}1004,Dora,dora@reader.example,5\n`);
    await h.until(() => h.mailed().length > 0);
    await h.settled();
    expect(h.mailed()).toEqual(['dora@reader.example']);
  });
});

test('two rules that share custom fields do not mix their values', async () => {
  h.write('orders.csv', orders);
  h.write(
    'members.csv',
    'member,nick,mail\nm1,Captain Ada,ada@reader.example\nm2,Sir Bert,bert@reader.example\n',
  );
  await h.enable({});
  await h.enable({
    id: 'members',
    when: { file: 'members.csv', key: 'member' },
    who: { recipient: 'mail' },
    what: { subject: 'Ahoy, {{ nick }}', html: '<p>{{ nick }}</p>' },
  });
  await h.settled();
  const subjects = (address: string) =>
    mailTo(address)
      .map(({ subject }) => subject)
      .sort();
  expect(subjects('ada@reader.example')).toEqual(['Ahoy, Captain Ada', 'Thank you, Ada']);
  expect(subjects('bert@reader.example')).toEqual(['Ahoy, Sir Bert', 'Thank you, Bert']);
});

test('a dry run shows who would get what and sends nothing', async () => {
  h.write(
    'orders.csv',
    `${orders}1004,Dora,dora@reader,90\n1002,Bert,bert@reader.example,80\ncut,short\n`,
  );
  await h.enable({
    when: { existingRows: 'skip' },
    who: { conditions: [{ field: 'total', operator: 'greater-than', value: 50 }] },
  });
  await h.client.rules.disable({ id: 'thanks' });
  await h.restart();
  const before = h.practice.requests.total();
  const dry = await h.client.rules.dryRun({ id: 'thanks' });
  expect(dry.matches.map(({ address, subject }) => [address, subject])).toEqual([
    ['bert@reader.example', 'Thank you, Bert'],
    ['cleo@reader.example', 'Thank you, Cleo'],
  ]);
  expect(dry.excluded.map(({ row, reason }) => [row, reason.code])).toEqual([
    ['1004', 'address-invalid'],
  ]);
  expect(dry).toMatchObject({ notMatching: 1, rowsRead: 5, runs: 1 });
  // A row that repeats another, and one cut short.
  expect(dry.unusable).toMatchObject({ count: 2, first: { code: 'key-twice' } });
  expect(h.practice.requests.total()).toBe(before);
  expect(await h.client.runs.list({})).toEqual([]);
});
