/** The account itself, and its memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPracticeAccount } from '../../../electron/core/practice/index.ts';
import { openDocumentStore } from '../../../electron/core/store/documents.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { openPractice } from './open.ts';

test('a new account is a bookshop with a confirmed and an unconfirmed sender', async () => {
  const p = await openPractice();
  expect((await p.get('/account/summary?extra_fields=physical_address')).body).toMatchObject({
    organization_name: 'Harbour Street Books',
    time_zone_id: 'America/New_York',
    physical_address: { country_code: 'US' },
  });
  expect((await p.get('/account/summary')).body).not.toHaveProperty('physical_address');
  const senders = (query: string) => p.get(`/account/emails${query}`);
  expect((await senders('')).body).toHaveLength(2);
  expect((await senders('?confirm_status=U')).body).toMatchObject([
    { email_address: 'events@harbourstreetbooks.example', confirm_status: 'UNCONFIRMED' },
  ]);
  expect((await senders('?role_code=CONTACT')).body).toHaveLength(1);
  expect((await senders('?role_code=CONTACT&confirm_status=C')).status).toBe(400);
  expect((await p.get('/contacts')).body.contacts.length).toBeGreaterThan(3);
  for (const contact of (await p.get('/contacts')).body.contacts) {
    expect(contact.email_address.address).toMatch(/\.example$/);
  }
});

test('a sender is added unconfirmed, once', async () => {
  const p = await openPractice();
  const add = (email_address: string) => p.call('POST', '/account/emails', { email_address });
  expect(await add('shop@harbourstreetbooks.example')).toMatchObject({
    status: 201,
    body: { confirm_status: 'UNCONFIRMED' },
  });
  expect((await add('SHOP@harbourstreetbooks.example')).status).toBe(409);
  p.account.setSenderConfirmed('shop@harbourstreetbooks.example', true);
  expect((await p.get('/account/emails?confirm_status=CONFIRMED')).body).toHaveLength(2);
});

test('the physical address is created once and replaced by the owner only', async () => {
  const p = await openPractice();
  const path = '/account/summary/physical_address';
  const address = {
    address_line1: '2 Quay',
    city: 'Portland',
    state_code: 'ME',
    country_code: 'US',
  };
  expect((await p.call('POST', path, address)).status).toBe(409);
  p.account.setPhysicalAddress(null);
  expect((await p.get(path)).status).toBe(404);
  p.account.switches.noAddressAnswer = 'empty';
  expect(await p.get(path)).toMatchObject({ status: 200, body: {} });
  expect((await p.call('POST', path, { ...address, state_code: undefined })).status).toBe(400);
  expect((await p.call('POST', path, address)).status).toBe(201);
  expect((await p.call('PUT', path, { ...address, city: 'Bath' })).body).toMatchObject({
    city: 'Bath',
  });
  p.account.setUser({ role: 'Manager' });
  expect((await p.call('PUT', path, address)).status).toBe(403);
});

test('everything survives a restart, work in progress included', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rulepost-practice-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'practice.db');
  const clock = createFakeClock();

  const first = await openPractice({ clock, documents: openDocumentStore(file) });
  const list = first.account.addList('A');
  first.account.addContact({ address: 'ada@reader.example', first_name: 'Ada', lists: [list] });
  const id = await first.draft([list], { subject: 'Dear [[FIRSTNAME]]' });
  await first.call('POST', `/emails/activities/${id}/schedules`, { scheduled_date: '0' });
  await first.call('POST', '/activities/contacts_json_import', {
    import_data: [{ email: 'bert@reader.example' }],
    list_ids: [list],
  });
  const { refresh_token } = await first.connect();
  first.documents.close();

  const documents = openDocumentStore(file);
  onTestFinished(() => documents.close());
  const second = await openPractice({ clock, documents, connected: false });
  const answer = await second.token({
    grant_type: 'refresh_token',
    client_id: 'practice',
    refresh_token,
  });
  expect(answer.status).toBe(200);
  expect(second.account.mailbox.count()).toBe(0);
  await clock.advance(1_500);
  expect(second.account.mailbox.list({ limit: 5 })).toMatchObject(
    [
      { to: 'ada@reader.example', subject: 'Dear Ada', campaignActivityId: id },
      // Imported a moment before the mail left.
      { to: 'bert@reader.example', subject: 'Dear ' },
    ].toReversed(),
  );

  const third = createPracticeAccount({ clock, documents });
  expect(third.mailbox.count()).toBe(2);
  expect(third.members(list)).toHaveLength(2);
});

test('the mailbox lists, pages, searches and opens', async () => {
  const p = await openPractice({ seed: 'empty' });
  const list = p.account.addList('A');
  for (const name of ['ada', 'bert', 'cleo']) {
    p.account.addContact({ address: `${name}@reader.example`, first_name: name, lists: [list] });
  }
  await p.send(await p.draft([list], { subject: 'Dear [[FIRSTNAME]]' }));
  const { mailbox } = p.account;
  expect(mailbox.count()).toBe(3);
  const [newest] = mailbox.list({ limit: 1 });
  expect(newest).toMatchObject({
    to: 'cleo@reader.example',
    from: 'hello@harbourstreetbooks.example',
    fromName: 'Harbour Street Books',
    replyTo: 'hello@harbourstreetbooks.example',
    at: p.clock.now(),
    test: false,
  });
  expect(mailbox.list({ before: newest?.id, limit: 5 }).map((m) => m.to)).toEqual([
    'bert@reader.example',
    'ada@reader.example',
  ]);
  expect(mailbox.search({ to: 'ADA@reader.example' })).toHaveLength(1);
  expect(mailbox.search({ subject: 'dear' })).toHaveLength(3);
  expect(mailbox.search({ to: 'ada@reader.example', subject: 'cleo' })).toEqual([]);
  expect(mailbox.get(newest?.id ?? '')).toEqual(newest);
  expect(mailbox.get('nothing')).toBeUndefined();
});
