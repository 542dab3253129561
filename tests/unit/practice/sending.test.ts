import { describe, expect, test } from 'vitest';
import { type Opened, openPractice } from './open.ts';

const empty = { seed: 'empty' } as const;

async function withReaders(p: Opened, ...names: string[]): Promise<string> {
  const list = p.account.addList('Readers');
  for (const name of names) {
    p.account.addContact({ address: `${name}@reader.example`, first_name: name, lists: [list] });
  }
  return list;
}

const status = async (p: Opened, id: string) =>
  (await p.get(`/emails/activities/${id}`)).body.current_status;
const history = async (p: Opened, id: string) =>
  (await p.get(`/emails/activities/${id}/send_history`)).body;
const schedule = (p: Opened, id: string, scheduled_date = '0') =>
  p.call('POST', `/emails/activities/${id}/schedules`, { scheduled_date });
const mailed = (p: Opened) => p.account.mailbox.list({ limit: 1_000 }).map((m) => m.to);

describe('a send', () => {
  test('takes its time: SCHEDULED, EXECUTING, DONE, then a history', async () => {
    const p = await openPractice(empty);
    const list = await withReaders(p, 'ada', 'bert');
    const id = await p.draft([list]);
    expect(await schedule(p, id)).toMatchObject({ status: 201, body: [] });
    expect(await status(p, id)).toBe('SCHEDULED');
    await p.clock.advance(500);
    expect(await status(p, id)).toBe('EXECUTING');
    expect(await history(p, id)).toEqual([]);
    expect(mailed(p)).toEqual([]);
    await p.clock.advance(1_000);
    expect(await status(p, id)).toBe('DONE');
    expect(await history(p, id)).toMatchObject([
      { send_id: 1, contact_list_ids: [list], count: 2, send_status: 'COMPLETED', reason_code: 0 },
    ]);
    expect(mailed(p).sort()).toEqual(['ada@reader.example', 'bert@reader.example']);
    expect((await p.get('/emails')).body.campaigns[0].current_status).toBe('Done');
  });

  test.each([
    ['empty', []],
    ['timestamp', '2026-03-02T09:00:00.000Z'],
    ['entry', [{ scheduled_date: '2026-03-02T09:00:00.000Z' }]],
  ] as const)('"now" is answered by switch: %s', async (scheduleAnswer, body) => {
    const p = await openPractice({ ...empty, switches: { scheduleAnswer } });
    const id = await p.draft([await withReaders(p, 'ada')]);
    expect(await schedule(p, id)).toMatchObject({ status: 201, body });
  });

  test('values are read as the mail leaves, not as it is scheduled', async () => {
    const p = await openPractice(empty);
    const list = await withReaders(p, 'ada');
    p.account.addCustomField('Order');
    const id = await p.draft([list], {
      subject: 'Order [[CUSTOM.order OR "none"]]',
      preheader: 'For [[FIRSTNAME]]',
      html_content: '<body>[[firstname OR "friend"]]: [[Custom.Order OR "none"]]</body>',
    });
    await schedule(p, id);
    await p.clock.advance(1_400);
    const put = { update_source: 'Account', first_name: 'Augusta' };
    const { body } = await p.get('/contacts?email=ada@reader.example');
    await p.call('PUT', `/contacts/${body.contacts[0].contact_id}`, put);
    await p.clock.advance(100);
    const [mail] = p.account.mailbox.list({ limit: 1 });
    expect(mail).toMatchObject({ subject: 'Order none', preheader: 'For Augusta' });
    expect(mail?.html).toContain('<body>Augusta: none');
    // What changes afterwards does not change what was sent.
    await p.call('PUT', `/contacts/${body.contacts[0].contact_id}`, {
      update_source: 'Account',
      first_name: 'Ada',
    });
    expect(p.account.mailbox.get(mail?.id ?? '')?.html).toContain('Augusta');
  });

  test('never goes to whoever unsubscribed, is pending or was deleted', async () => {
    const p = await openPractice(empty);
    const list = await withReaders(p, 'ada', 'bert', 'cleo');
    p.account.addContact({
      address: 'dora@reader.example',
      permission: 'pending_confirmation',
      lists: [list],
    });
    const id = await p.draft([list]);
    await schedule(p, id);
    await p.clock.advance(1_000);
    p.account.unsubscribe('bert@reader.example');
    p.account.deleteContact('cleo@reader.example');
    await p.clock.advance(500);
    expect(mailed(p)).toEqual(['ada@reader.example']);
  });

  test('somebody on several lists gets one copy; a segment works too', async () => {
    const p = await openPractice(empty);
    const list = await withReaders(p, 'ada');
    const second = p.account.addList('Second');
    p.account.addContact({ address: 'bert@reader.example', lists: [list, second] });
    await p.send(await p.draft([list, second]));
    expect(mailed(p)).toHaveLength(2);

    const segment = p.account.addSegment('Second only', [second]);
    const id = await p.draft([]);
    const { body } = await p.get(`/emails/activities/${id}`);
    await p.call('PUT', `/emails/activities/${id}`, { ...body, segment_ids: [segment] });
    await p.send(id);
    expect(mailed(p).slice(0, -2)).toEqual(['bert@reader.example']);
  });

  test('nobody to mail looks like success, but for its reason', async () => {
    const p = await openPractice(empty);
    const list = await withReaders(p, 'ada');
    p.account.unsubscribe('ada@reader.example');
    const id = await p.draft([list]);
    await p.send(id);
    expect(await status(p, id)).toBe('DONE');
    expect(await history(p, id)).toMatchObject([
      { count: 0, send_status: 'COMPLETED', reason_code: 12 },
    ]);
  });

  test('scheduling a finished one again reaches only those who have not had it', async () => {
    const p = await openPractice(empty);
    const list = await withReaders(p, 'ada', 'bert');
    const id = await p.draft([list]);
    await p.send(id);
    p.account.addContact({ address: 'cleo@reader.example', lists: [list] });
    await p.send(id);
    expect(await history(p, id)).toMatchObject([
      { send_id: 1, count: 2 },
      { send_id: 2, count: 1 },
    ]);
    await p.send(id);
    expect(await history(p, id)).toMatchObject([{}, {}, { count: 0, reason_code: 12 }]);
    expect(mailed(p).sort()).toEqual(['ada', 'bert', 'cleo'].map((n) => `${n}@reader.example`));
  });

  test('a failed one says why, and can be scheduled again', async () => {
    const p = await openPractice(empty);
    const id = await p.draft([await withReaders(p, 'ada')]);
    p.account.failNextSend(5);
    await p.send(id);
    expect(await status(p, id)).toBe('ERROR');
    expect(await history(p, id)).toMatchObject([
      { send_status: 'ERRORED', reason_code: 5, count: 0 },
    ]);
    await p.send(id);
    expect(await status(p, id)).toBe('DONE');
    expect(mailed(p)).toEqual(['ada@reader.example']);
  });

  test('a sender that is no longer confirmed fails it', async () => {
    const p = await openPractice(empty);
    const id = await p.draft([await withReaders(p, 'ada')]);
    await schedule(p, id);
    p.account.setSenderConfirmed('hello@harbourstreetbooks.example', false);
    await p.clock.advance(1_500);
    expect(await history(p, id)).toMatchObject([{ send_status: 'ERRORED', reason_code: 9 }]);
  });

  test('bounced mail was sent, but nobody finds it', async () => {
    const p = await openPractice(empty);
    const id = await p.draft([await withReaders(p, 'ada', 'bert')]);
    p.account.setBounce('BERT@reader.example', 'B');
    await p.send(id);
    expect(await history(p, id)).toMatchObject([{ count: 2 }]);
    expect(mailed(p)).toEqual(['ada@reader.example']);
  });

  test('the footer has the address and an unsubscribe link', async () => {
    const p = await openPractice(empty);
    await p.send(await p.draft([await withReaders(p, 'ada')]));
    const html = p.account.mailbox.list({ limit: 1 })[0]?.html ?? '';
    expect(html).toContain('12 Harbour Street');
    expect(html).toMatch(/<a href="[^"]*">Unsubscribe<\/a>/);
    expect(html.trimEnd().endsWith('</body></html>')).toBe(true);
    expect(html).not.toContain('[[');
  });

  test.each([
    [false, 'Tom & <b>Jerry</b>'],
    [true, 'Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;'],
  ])('merge values are escaped by switch: %s', async (mergeValuesEscaped, shown) => {
    const p = await openPractice({ ...empty, switches: { mergeValuesEscaped } });
    const list = p.account.addList('A');
    const first_name = 'Tom & <b>Jerry</b>';
    p.account.addContact({ address: 'tom@reader.example', first_name, lists: [list] });
    const tags = { subject: '[[FIRSTNAME]]', html_content: '<p>[[FIRSTNAME]]</p>' };
    await p.send(await p.draft([list], tags));
    const [mail] = p.account.mailbox.list({ limit: 1 });
    expect(mail?.html).toContain(`<p>${shown}</p>`);
    expect(mail?.subject).toBe(first_name);
  });

  test('tells whoever listens, once per send', async () => {
    const p = await openPractice(empty);
    const arrivals: number[] = [];
    const stop = p.account.onMail(({ mailIds }) => arrivals.push(mailIds.length));
    const id = await p.draft([await withReaders(p, 'ada', 'bert')]);
    await p.send(id);
    await status(p, id);
    stop();
    expect(arrivals).toEqual([2]);
  });
});

describe('what stands in the way', () => {
  test('an activity without audience, address or in the wrong status', async () => {
    const p = await openPractice(empty);
    const list = await withReaders(p, 'ada');
    expect((await schedule(p, await p.draft([]))).status).toBe(400);

    const id = await p.draft([list]);
    p.account.setPhysicalAddress(null);
    expect((await schedule(p, id)).status).toBe(400);
    p.account.setPhysicalAddress({
      address_line1: '2 Quay',
      city: 'Portland',
      state_code: 'ME',
      country_code: 'US',
    });
    expect((await schedule(p, id)).status).toBe(201);
    expect((await schedule(p, id)).status).toBe(400);
    const { body } = await p.get(`/emails/activities/${id}`);
    expect((await p.call('PUT', `/emails/activities/${id}`, body)).status).toBe(400);
    expect((await p.call('DELETE', `/emails/${body.campaign_id}`)).status).toBe(400);
    await p.clock.advance(500);
    expect((await schedule(p, id)).status).toBe(400);
    expect((await p.call('DELETE', `/emails/activities/${id}/schedules`)).status).toBe(400);
    await p.clock.advance(1_000);
    expect((await p.call('PUT', `/emails/activities/${id}`, body)).status).toBe(400);
    p.account.switches.doneActivityEditable = true;
    expect((await p.call('PUT', `/emails/activities/${id}`, body)).status).toBe(200);
  });
});

describe('dates', () => {
  test('a date is kept, shown and can be taken back', async () => {
    const p = await openPractice(empty);
    const id = await p.draft([await withReaders(p, 'ada')]);
    const date = new Date(p.clock.now() + 3_600_000).toISOString();
    expect(await schedule(p, id, date)).toMatchObject({
      status: 201,
      body: [{ scheduled_date: date }],
    });
    const path = `/emails/activities/${id}/schedules`;
    expect((await p.get(path)).body).toEqual([{ scheduled_date: date }]);
    expect((await p.call('DELETE', path)).status).toBe(204);
    expect(await status(p, id)).toBe('DRAFT');
    expect((await p.get(path)).body).toEqual([]);

    await schedule(p, id, date);
    await p.clock.advance(3_599_999);
    expect(await status(p, id)).toBe('SCHEDULED');
    await p.clock.advance(1);
    expect(await status(p, id)).toBe('EXECUTING');
    await p.clock.advance(1_000);
    expect(await status(p, id)).toBe('DONE');
  });

  test('the past is refused, or by switch sends now', async () => {
    const p = await openPractice(empty);
    const id = await p.draft([await withReaders(p, 'ada')]);
    const past = '2026-03-01T00:00:00.000Z';
    expect((await schedule(p, id, past)).status).toBe(400);
    expect((await schedule(p, id, 'tomorrow')).status).toBe(400);
    p.account.switches.pastSchedule = 'sends-now';
    expect((await schedule(p, id, past)).status).toBe(201);
    await p.clock.advance(1_500);
    expect(mailed(p)).toHaveLength(1);
  });

  test.each([
    ['utc', '2026-07-01T00:00:00.000Z'],
    ['account', '2026-07-01T04:00:00.000Z'],
  ] as const)('a date alone begins in %s, by switch', async (dateOnlyZone, begins) => {
    const p = await openPractice({ ...empty, switches: { dateOnlyZone } });
    const id = await p.draft([await withReaders(p, 'ada')]);
    expect((await schedule(p, id, '2026-07-01')).body).toEqual([{ scheduled_date: begins }]);
  });
});
