/** Contacts, lists, custom fields, tags and segments. */
import { describe, expect, test } from 'vitest';
import { type Opened, openPractice } from './open.ts';

const empty = { seed: 'empty' } as const;
const addressesOf = async (p: Opened, query: string) =>
  (await p.get(`/contacts?${query}`)).body.contacts.map((c) => c.email_address.address);

describe('contacts', () => {
  test('an address is taken once, whatever its case and even by a deleted contact', async () => {
    const p = await openPractice(empty);
    const id = p.account.addContact({ address: 'ada@reader.example' });
    p.account.deleteContact('ada@reader.example');
    const answer = await p.call('POST', '/contacts', {
      create_source: 'Account',
      email_address: { address: 'ADA@reader.example' },
    });
    expect(answer).toMatchObject({
      status: 409,
      body: [
        {
          error_key: 'contacts.api.conflict',
          error_message: `Validation failed: Email already exists for contact ${id}`,
        },
      ],
    });
  });

  test('every violation of a body is named', async () => {
    const p = await openPractice(empty);
    const answer = await p.call('POST', '/contacts', {
      email_address: { address: 'nobody' },
      first_name: 'x'.repeat(51),
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toHaveLength(3);
  });

  test('PUT clears what is omitted and keeps omitted subresources', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    const contact = { address: 'ada@reader.example', first_name: 'Ada', lists: [list] };
    const id = p.account.addContact(contact);
    await p.call('PUT', `/contacts/${id}`, {
      update_source: 'Account',
      email_address: { address: 'ada@reader.example' },
      last_name: 'Lovelace',
    });
    const { body } = await p.get(`/contacts/${id}?include=list_memberships`);
    expect(body).toMatchObject({ last_name: 'Lovelace', list_memberships: [list] });
    expect(body).not.toHaveProperty('first_name');
  });

  test('deleting hides, strips the lists and keeps the row; PUT by the account revives', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    const id = p.account.addContact({ address: 'ada@reader.example', lists: [list] });
    expect((await p.call('DELETE', `/contacts/${id}`)).status).toBe(204);
    expect((await p.get('/contacts')).body.contacts).toEqual([]);
    const { body } = await p.get('/contacts?status=deleted&include=list_memberships');
    expect(body.contacts[0]).toMatchObject({ contact_id: id, list_memberships: [] });
    const put = (update_source: string) =>
      p.call('PUT', `/contacts/${id}`, { update_source, first_name: 'Ada' });
    expect((await put('Contact')).status).toBe(400);
    expect((await put('Account')).status).toBe(200);
    expect((await p.get('/contacts')).body.contacts).toHaveLength(1);
  });

  test('unsubscribing leaves its traces; only the contact can take it back', async () => {
    const p = await openPractice(empty);
    const id = p.account.addContact({ address: 'ada@reader.example' });
    const put = (update_source: string, permission_to_send: string) =>
      p.call('PUT', `/contacts/${id}`, {
        update_source,
        email_address: {
          address: 'ada@reader.example',
          permission_to_send,
          opt_out_reason: 'Too many',
        },
      });
    expect((await put('Contact', 'unsubscribed')).body.email_address).toMatchObject({
      permission_to_send: 'unsubscribed',
      opt_out_source: 'Contact',
      opt_out_reason: 'Too many',
    });
    expect((await put('Account', 'implicit')).status).toBe(400);
    const back = (await put('Contact', 'explicit')).body.email_address;
    expect(back).toMatchObject({ permission_to_send: 'explicit', opt_in_source: 'Contact' });
    expect(back).not.toHaveProperty('opt_out_source');
  });

  test('filters: status, address, lists, times', async () => {
    const p = await openPractice(empty);
    const [a, b] = [p.account.addList('A'), p.account.addList('B')];
    p.account.addContact({ address: 'ada@reader.example', lists: [a] });
    await p.clock.advance(60_000);
    const between = new Date(p.clock.now() - 1).toISOString();
    p.account.addContact({ address: 'bert@reader.example', lists: [b] });
    p.account.addContact({ address: 'cleo@reader.example', permission: 'pending_confirmation' });
    p.account.unsubscribe('bert@reader.example');

    expect(await addressesOf(p, 'status=active')).toEqual(['ada@reader.example']);
    expect(await addressesOf(p, 'status=unsubscribed,pending_confirmation')).toHaveLength(2);
    expect(await addressesOf(p, 'email=BERT@reader.example')).toEqual(['bert@reader.example']);
    expect(await addressesOf(p, 'email=nobody@reader.example')).toEqual([]);
    expect(await addressesOf(p, `lists=${a},${b}`)).toHaveLength(2);
    expect(await addressesOf(p, `created_after=${between}`)).toHaveLength(2);
    expect(await addressesOf(p, `updated_before=${between}`)).toEqual(['ada@reader.example']);
    expect(await addressesOf(p, `optout_after=${between}`)).toEqual(['bert@reader.example']);
    for (const query of ['status=happy', 'updated_after=soon', 'limit=501', 'include=secrets']) {
      expect((await p.get(`/contacts?${query}`)).status).toBe(400);
    }
  });

  test('segments are asked for alone, and by switch answer later', async () => {
    const p = await openPractice({ switches: { segmentAnswersLater: true } });
    expect((await p.get('/contacts?segment_id=1&status=all')).status).toBe(400);
    expect((await p.get('/contacts?segment_id=1&limit=2')).status).toBe(202);
    const answer = await p.get('/contacts?segment_id=1&limit=2');
    expect(answer.status).toBe(200);
    expect(answer.body.contacts).toHaveLength(2);
    expect((await p.get(answer.body._links.next.href)).body.contacts).toHaveLength(1);
  });

  test('a sign-up creates or updates, appends lists, and makes anybody explicit again', async () => {
    const p = await openPractice(empty);
    const [a, b] = [p.account.addList('A'), p.account.addList('B')];
    const signUp = (list: string, more: object = {}) =>
      p.call('POST', '/contacts/sign_up_form', {
        email_address: 'ada@reader.example',
        list_memberships: [list],
        ...more,
      });
    expect(await signUp(a, { first_name: 'Ada' })).toMatchObject({
      status: 201,
      body: { action: 'created' },
    });
    p.account.unsubscribe('ada@reader.example');
    expect(await signUp(b)).toMatchObject({ status: 200, body: { action: 'updated' } });
    expect(p.account.contact('ada@reader.example')).toMatchObject({
      first_name: 'Ada',
      list_memberships: [a, b],
      email_address: { permission_to_send: 'explicit' },
    });
  });

  test('under confirmed opt-in a new sign-up is pending until it is confirmed', async () => {
    const p = await openPractice(empty);
    p.account.setUser({ confirmedOptIn: true });
    await p.call('POST', '/contacts/sign_up_form', {
      email_address: 'ada@reader.example',
      list_memberships: [p.account.addList('A')],
    });
    expect((await p.get('/contacts/counts')).body).toMatchObject({ pending: 1, explicit: 0 });
    p.account.confirmOptIn('ada@reader.example');
    expect((await p.get('/contacts/counts')).body).toMatchObject({ pending: 0, explicit: 1 });
  });

  test('a resubscribe mail is sent once, and changes nothing before the click', async () => {
    const p = await openPractice(empty);
    const id = p.account.addContact({ address: 'ada@reader.example' });
    const ask = () => p.call('PUT', `/contacts/resubscribe/${id}`, { list_ids: [] });
    expect((await ask()).status).toBe(400);
    p.account.unsubscribe('ada@reader.example');
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(409);
    expect(await addressesOf(p, 'status=unsubscribed')).toHaveLength(1);
  });
});

describe('lists', () => {
  test('a name is taken once, until the list is deleted', async () => {
    const p = await openPractice(empty);
    const { body } = await p.call('POST', '/contact_lists', { name: 'Run 1' });
    expect(await p.call('POST', '/contact_lists', { name: 'RUN 1' })).toMatchObject({
      status: 409,
      body: [{ error_key: 'contacts.api.conflict' }],
    });
    expect((await p.get('/contact_lists?name=run%201')).body.lists[0].list_id).toBe(body.list_id);
    expect((await p.get('/contact_lists?name=run')).body.lists).toEqual([]);

    const deletion = await p.call('DELETE', `/contact_lists/${body.list_id}`);
    expect(deletion).toMatchObject({ status: 202, body: { state: 'initialized' } });
    expect((await p.get(`/contact_lists/${body.list_id}`)).status).toBe(200);
    await p.clock.advance(1_500);
    expect((await p.get(`/contact_lists/${body.list_id}`)).status).toBe(404);
    expect((await p.get('/contact_lists?status=deleted')).body.lists).toHaveLength(1);

    p.account.switches.listNameHeldAfterDeletion = true;
    expect((await p.call('POST', '/contact_lists', { name: 'Run 1' })).status).toBe(409);
    p.account.switches.listNameHeldAfterDeletion = false;
    expect((await p.call('POST', '/contact_lists', { name: 'Run 1' })).status).toBe(201);
  });

  test('counts all members, or those who can be mailed', async () => {
    const p = await openPractice(empty);
    const list = p.account.addList('A');
    p.account.addContact({ address: 'ada@reader.example', lists: [list] });
    p.account.addContact({ address: 'bert@reader.example', lists: [list] });
    p.account.unsubscribe('bert@reader.example');
    const count = async (which: string) =>
      (await p.get(`/contact_lists/${list}?include_membership_count=${which}`)).body
        .membership_count;
    expect([await count('all'), await count('active')]).toEqual([2, 1]);
    expect(p.account.members(list)).toEqual(['ada@reader.example']);
    expect(p.account.members(list, 'all')).toHaveLength(2);
  });

  test('there is a most', async () => {
    const p = await openPractice({ ...empty, limits: { perSecond: null, lists: 1 } });
    p.account.addList('A');
    expect((await p.call('POST', '/contact_lists', { name: 'B' })).status).toBe(400);
  });

  test('by switch, new ones show up late in collections', async () => {
    const p = await openPractice({ ...empty, switches: { listingLagSeconds: 5 } });
    await p.call('POST', '/contact_lists', { name: 'A' });
    expect((await p.get('/contact_lists?name=A')).body.lists).toEqual([]);
    expect((await p.call('POST', '/contact_lists', { name: 'A' })).status).toBe(409);
    await p.clock.advance(5_000);
    expect((await p.get('/contact_lists?name=A')).body.lists).toHaveLength(1);
  });
});

describe('custom fields', () => {
  test('the name is the label with underscores, taken once', async () => {
    const p = await openPractice(empty);
    const create = (label: string) =>
      p.call('POST', '/contact_custom_fields', { label, type: 'string' });
    expect((await create('Last order')).body.name).toBe('Last_order');
    expect((await create('last_ORDER')).status).toBe(409);
    expect((await create('x'.repeat(51))).status).toBe(400);
    expect(
      (await p.call('POST', '/contact_custom_fields', { label: 'A', type: 'odd' })).status,
    ).toBe(400);
  });

  test('an account holds 100', async () => {
    const p = await openPractice(empty);
    for (let i = 0; i < 100; i++) p.account.addCustomField(`Field ${i}`);
    const body = { label: 'One more', type: 'string' };
    expect((await p.call('POST', '/contact_custom_fields', body)).status).toBe(400);
  });

  test('deleting one takes its values along', async () => {
    const p = await openPractice(empty);
    const id = p.account.addCustomField('Genre');
    p.account.addContact({ address: 'ada@reader.example', fields: { Genre: 'Crime' } });
    expect((await p.call('DELETE', `/contact_custom_fields/${id}`)).status).toBe(204);
    expect((await p.get(`/contact_custom_fields/${id}`)).status).toBe(404);
    expect(p.account.contact('ada@reader.example')).toMatchObject({ custom_fields: [] });
  });
});

describe('tags and V2 ids', () => {
  test('a tag name is taken once', async () => {
    const p = await openPractice(empty);
    expect((await p.call('POST', '/contact_tags', { name: 'VIP' })).status).toBe(201);
    expect((await p.call('POST', '/contact_tags', { name: 'vip' })).status).toBe(409);
  });

  test('V2 ids may be padded, come back sorted, and unknown ones are left out', async () => {
    const p = await openPractice(empty);
    const ids = ['ada', 'bert'].map((name) =>
      p.account.addContact({ address: `${name}@reader.example` }),
    );
    const path = '/contacts/contact_id_xrefs?sequence_ids=0002,77,1';
    expect((await p.get(path)).body).toEqual({
      xrefs: [
        { sequence_id: '1', contact_id: ids[0] },
        { sequence_id: '2', contact_id: ids[1] },
      ],
    });
    p.account.switches.unknownXref = '404';
    expect((await p.get(path)).status).toBe(404);
  });
});
