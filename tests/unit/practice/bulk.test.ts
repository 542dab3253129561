/** Bulk activities: imports and list memberships. */
import { describe, expect, test } from 'vitest';
import { openPractice } from './open.ts';

const empty = { seed: 'empty' } as const;

describe('imports', () => {
  test('take their time: initialized, processing, completed', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    const { status, body } = await p.call('POST', '/activities/contacts_json_import', {
      import_data: [{ email: 'ada@reader.example' }],
      list_ids: [list],
    });
    expect([status, body.state]).toEqual([201, 'initialized']);
    const state = async () => (await p.get(`/activities/${body.activity_id}`)).body.state;
    await p.clock.advance(499);
    expect(await state()).toBe('initialized');
    await p.clock.advance(1);
    expect(await state()).toBe('processing');
    await p.clock.advance(999);
    expect(await state()).toBe('processing');
    expect(p.account.members(list)).toEqual([]);
    await p.clock.advance(1);
    expect(await state()).toBe('completed');
    expect(p.account.members(list)).toEqual(['ada@reader.example']);
  });

  test('upsert by address in any case, and change only what is supplied', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    p.account.addCustomField('Last order');
    p.account.addContact({
      address: 'ada@reader.example',
      first_name: 'Ada',
      last_name: 'Lovelace',
      permission: 'explicit',
    });
    const activity = await p.importRows(list, [
      { email: 'ADA@reader.example', first_name: 'Augusta', 'cf:Last_order': '1001' },
      {
        email: 'bert@reader.example',
        phone: '2075550100',
        street: '1 Pier Lane',
        street2: 'Flat 2',
        zip: '04101',
      },
    ]);
    expect(activity.status).toEqual({
      items_total_count: 2,
      items_completed_count: 2,
      person_count: 2,
      error_count: 0,
      correctable_count: 0,
      cannot_add_to_list_count: 0,
    });
    expect(p.account.contact('ada@reader.example')).toMatchObject({
      first_name: 'Augusta',
      last_name: 'Lovelace',
      email_address: { permission_to_send: 'explicit' },
      custom_fields: [{ value: '1001' }],
      list_memberships: [list],
    });
    expect(p.account.contact('bert@reader.example')).toMatchObject({
      create_source: 'Account',
      email_address: { permission_to_send: 'implicit', opt_in_source: 'Account' },
      phone_numbers: [{ kind: 'other', phone_number: '2075550100' }],
      street_addresses: [{ kind: 'home', street: '1 Pier Lane Flat 2', postal_code: '04101' }],
    });
  });

  test('unsubscribed people get the values but not the list, and are counted', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    p.account.addContact({ address: 'ada@reader.example' });
    p.account.unsubscribe('ada@reader.example');
    const { status } = await p.importRows(list, [
      { email: 'ada@reader.example', first_name: 'Ada' },
      { email: 'bert@reader.example' },
    ]);
    expect(status).toMatchObject({ cannot_add_to_list_count: 1, error_count: 0 });
    expect(p.account.members(list, 'all')).toEqual(['bert@reader.example']);
    expect(p.account.contact('ada@reader.example')).toMatchObject({
      first_name: 'Ada',
      email_address: { permission_to_send: 'unsubscribed' },
    });
  });

  test('bad rows hide inside "completed"', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    const activity = await p.importRows(list, [
      { email: 'not an address' },
      { first_name: 'Nobody' },
      { email: 'ada@reader.example', first_name: 'x'.repeat(51) },
      { email: 'bert@reader.example', 'cf:Unknown': 'x' },
      { email: 'cleo@reader.example' },
    ]);
    expect(activity).toMatchObject({
      state: 'completed',
      activity_errors: [],
      status: { correctable_count: 2, error_count: 2, person_count: 1 },
    });
    expect(p.account.members(list)).toEqual(['cleo@reader.example']);
  });

  test('by switch, an unknown custom field is ignored', async () => {
    const p = await openPractice({ ...empty, switches: { importUnknownField: 'ignore' } });
    const list = p.account.addList('A');
    await p.importRows(list, [{ email: 'bert@reader.example', 'cf:Unknown': 'x' }]);
    expect(p.account.members(list)).toEqual(['bert@reader.example']);
  });

  test('a contact holds 25 custom fields', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    for (let i = 0; i < 26; i++) p.account.addCustomField(`F${i}`);
    const values = (from: number, to: number) =>
      Object.fromEntries(
        Array.from({ length: to - from }, (_, i) => [`cf:F${from + i}`, String(i)]),
      );
    const all = { email: 'ada@reader.example', ...values(0, 25) };
    expect((await p.importRows(list, [all])).status.error_count).toBe(0);
    const more = { email: 'ada@reader.example', ...values(25, 26) };
    expect((await p.importRows(list, [more])).status.error_count).toBe(1);
  });

  test('what is beyond the bytes is dropped without a word', async () => {
    const row = (i: number) => ({ email: `p${i}@reader.example` });
    const bytes = JSON.stringify(row(0)).length + 1;
    const p = await openPractice({
      ...empty,
      limits: { perSecond: null, importBytes: bytes * 2 },
    });
    const list = p.account.addList('A');
    const { state, status } = await p.importRows(list, [row(0), row(1), row(2)]);
    expect(state).toBe('completed');
    expect(status).toMatchObject({ items_total_count: 2, error_count: 0 });
    expect(p.account.members(list)).toEqual(['p0@reader.example', 'p1@reader.example']);
  });

  test('4 MB are the limit unless told otherwise', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    p.account.addCustomField('Text');
    const rows = Array.from({ length: 20_000 }, (_, i) => ({
      email: `p${i}@reader.example`,
      'cf:Text': 'x'.repeat(200),
    }));
    const { status } = await p.importRows(list, rows);
    const size = JSON.stringify(rows[10_000]).length + 1;
    expect(status.items_total_count).toBeGreaterThan(4_000_000 / size - 200);
    expect(status.items_total_count).toBeLessThan(4_000_000 / size + 200);
  });

  test('deleted people come back, or by switch cannot be added', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    for (const name of ['ada', 'bert']) {
      p.account.addContact({ address: `${name}@reader.example` });
      p.account.deleteContact(`${name}@reader.example`);
    }
    await p.importRows(list, [{ email: 'ada@reader.example' }]);
    expect(p.account.members(list)).toEqual(['ada@reader.example']);
    p.account.switches.importDeleted = 'cannot-add';
    const { status } = await p.importRows(list, [{ email: 'bert@reader.example' }]);
    expect(status).toMatchObject({ cannot_add_to_list_count: 1 });
  });

  test.each([
    ['clears', undefined],
    ['keeps', 'Ada'],
  ] as const)('an empty value %s, by switch', async (importEmptyValue, first_name) => {
    const p = await openPractice({ ...empty, switches: { importEmptyValue } });
    p.account.addContact({ address: 'ada@reader.example', first_name: 'Ada' });
    await p.importRows(p.account.addList('A'), [{ email: 'ada@reader.example', first_name: '' }]);
    expect(p.account.contact('ada@reader.example')?.first_name).toBe(first_name);
  });

  test('need a list that exists, and run one after the other', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    const post = (list_ids: string[]) =>
      p.call('POST', '/activities/contacts_json_import', {
        import_data: [{ email: 'ada@reader.example' }],
        list_ids,
      });
    expect((await post([])).status).toBe(400);
    expect((await post([crypto.randomUUID()])).status).toBe(400);
    await post([list]);
    const second = (await post([list])).body.activity_id;
    const state = async () => (await p.get(`/activities/${second}`)).body.state;
    await p.clock.advance(1_500);
    expect(await state()).toBe('processing');
    await p.clock.advance(1_000);
    expect(await state()).toBe('completed');
    p.account.switches.bulkOrder = 'parallel';
    await post([list]);
    const { activity_id } = (await post([list])).body;
    await p.clock.advance(1_500);
    expect((await p.get(`/activities/${activity_id}`)).body.state).toBe('completed');
  });

  test('are listed for ten days, the newest first', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    await p.importRows(list, [{ email: 'ada@reader.example' }]);
    await p.call('POST', '/activities/list_delete', { list_ids: [list] });
    const states = async (query = '') =>
      (await p.get(`/activities${query}`)).body.activities.map(({ state }) => state);
    expect(await states()).toEqual(['initialized', 'completed']);
    expect(await states('?state=completed')).toEqual(['completed']);
    await p.clock.advance(10 * 86_400_000);
    await p.connect();
    expect(await states()).toEqual([]);
  });
});

describe('list memberships', () => {
  test('add and remove people by id, list and everybody', async () => {
    const p = await openPractice(empty);
    const [a, b] = [p.account.addList('A'), p.account.addList('B')];
    const ada = p.account.addContact({ address: 'ada@reader.example', lists: [a] });
    const bert = p.account.addContact({ address: 'bert@reader.example', lists: [a] });
    const change = async (kind: 'add' | 'remove', body: object) => {
      const answer = await p.call('POST', `/activities/${kind}_list_memberships`, body);
      expect(answer.status).toBe(201);
      await p.clock.advance(1_500);
      return p.account.members(b);
    };
    const to = { list_ids: [b] };
    expect(await change('add', { source: { contact_ids: [ada] }, ...to })).toHaveLength(1);
    expect(await change('add', { source: { list_ids: [a] }, ...to })).toHaveLength(2);
    expect(
      await change('remove', {
        source: { all_active_contacts: true },
        exclude: { contact_ids: [bert] },
        ...to,
      }),
    ).toEqual(['bert@reader.example']);
  });

  test('take exactly one source', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    for (const source of [{}, { list_ids: [list], all_active_contacts: true }]) {
      const body = { source, list_ids: [list] };
      expect((await p.call('POST', '/activities/add_list_memberships', body)).status).toBe(400);
    }
    const body = { source: { segment_id: 1 }, list_ids: [list] };
    expect((await p.call('POST', '/activities/remove_list_memberships', body)).status).toBe(400);
  });

  test.each(['skipped', 'added'] as const)(
    'people who cannot be mailed are %s, by switch',
    async (membershipOfUnmailable) => {
      const p = await openPractice({ ...empty, switches: { membershipOfUnmailable } });
      const list = p.account.addList('A');
      const id = p.account.addContact({ address: 'ada@reader.example' });
      p.account.unsubscribe('ada@reader.example');
      await p.call('POST', '/activities/add_list_memberships', {
        source: { contact_ids: [id] },
        list_ids: [list],
      });
      await p.clock.advance(1_500);
      expect(p.account.members(list, 'all')).toHaveLength(
        membershipOfUnmailable === 'added' ? 1 : 0,
      );
    },
  );
});
