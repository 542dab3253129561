import { describe, expect, test } from 'vitest';
import { maybeDone } from '../../../electron/core/constant-contact/client.ts';
import { failureOf, fakeService, reply } from './fake-service.ts';

describe('the account', () => {
  test.each([
    ['is not found', reply(404)],
    ['is empty', reply(200, '')],
    ['is null', reply(200, 'null')],
    ['has no street', reply(200, { city: 'Waltham', address_line1: null })],
  ])('has no postal address when it %s', async (_, answer) => {
    const { client } = fakeService([answer]);
    expect(await client.account.physicalAddress()).toBeNull();
  });

  test('an address that may not be read is not "no address"', async () => {
    const { client } = fakeService([reply(403, { error_key: 'access_denied' })]);
    await expect(failureOf(client.account.physicalAddress())).resolves.toMatchObject({
      code: 'access-denied',
    });
  });
});

describe('finding', () => {
  const person = (address: string, more = {}) => ({
    contact_id: address,
    email_address: { address },
    ...more,
  });

  test('a person: by the whole address, in any case, in any state', async () => {
    const { client, asked } = fakeService([
      reply(200, {
        contacts: [
          person('ann@example.org.uk'),
          person('Ann@Example.org', { deleted_at: '2026-01-01' }),
        ],
      }),
    ]);
    const found = await client.contacts.find('ann@example.org', { include: ['list_memberships'] });
    expect(found).toMatchObject({ contact_id: 'Ann@Example.org', deleted_at: '2026-01-01' });
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toMatchObject({
      email: 'ann@example.org',
      status: 'all',
      include: 'list_memberships',
    });
    expect(await client.contacts.find('bob@example.org')).toBeNull();
  });

  test('a list: by the whole name, never a deleted one', async () => {
    const { client } = fakeService([
      reply(200, {
        lists: [
          { list_id: 'l1', name: 'March', deleted_at: '2026-01-01' },
          { list_id: 'l2', name: 'march' },
          { list_id: 'l3', name: 'March' },
        ],
      }),
    ]);
    expect(await client.lists.findByName('March')).toMatchObject({ list_id: 'l3' });
    expect(await client.lists.findByName('April')).toBeNull();
  });

  test('an e-mail: over all pages, skipping removed ones, with the id of its mail', async () => {
    const { client, asked } = fakeService([
      reply(200, {
        campaigns: [{ campaign_id: 'c1', name: 'K', current_status: 'Removed' }],
        _links: { next: { href: '/v3/emails?cursor=2' } },
      }),
      reply(200, { campaigns: [{ campaign_id: 'c2', name: 'K', current_status: 'Draft' }] }),
      reply(200, {
        campaign_id: 'c2',
        campaign_activities: [
          { campaign_activity_id: 'a1', role: 'permalink' },
          { campaign_activity_id: 'a2', role: 'primary_email' },
        ],
      }),
    ]);
    const after = Date.UTC(2026, 2, 2, 9);
    expect(await client.emails.findByName('K', { after })).toEqual({
      campaignId: 'c2',
      activityId: 'a2',
    });
    expect(asked[0]?.url.searchParams.get('after_date')).toBe('2026-03-01T09:00:00.000Z');
    expect(asked.map((one) => one.url.pathname)).toEqual([
      '/v3/emails',
      '/v3/emails',
      '/v3/emails/c2',
    ]);
  });

  test('an e-mail that is not there is null', async () => {
    const { client } = fakeService([reply(200, { campaigns: [] })]);
    expect(await client.emails.findByName('K')).toBeNull();
  });
});

describe('e-mails', () => {
  const email = {
    name: 'K',
    fromName: 'Shop',
    fromEmail: 'shop@example.org',
    replyTo: 'shop@example.org',
    subject: 'Hello',
    html: '<p/>',
  };

  test('one that comes back without its mail was made all the same', async () => {
    const { client } = fakeService([reply(200, { campaign_id: 'c1', campaign_activities: [] })]);
    const error = await failureOf(client.emails.create(email));
    expect(error).toMatchObject({ code: 'unexpected-answer' });
    expect(maybeDone(error)).toBe(true);
  });

  test('leave at once unless a time is given, which travels in full UTC', async () => {
    const { client, asked } = fakeService([reply(201, [])]);
    await client.emails.schedule('a');
    await client.emails.schedule('a', Date.UTC(2026, 2, 3, 8, 30));
    expect(asked.map((one) => one.body)).toEqual([
      { scheduled_date: '0' },
      { scheduled_date: '2026-03-03T08:30:00.000Z' },
    ]);
  });

  test('a status that is absent reads as NONE', async () => {
    const { client } = fakeService([reply(200, { campaign_activity_id: 'a' })]);
    expect((await client.emails.activity('a')).current_status).toBe('NONE');
  });
});

describe('bulk activities', () => {
  test('one without a state reads as not begun, so that whoever polls looks again', async () => {
    const { client } = fakeService([reply(200, { activity_id: 'a', state: null })]);
    expect((await client.activities.get('a')).state).toBe('initialized');
  });

  test('errors come as text, whichever way the service writes them', async () => {
    const { client } = fakeService([
      reply(200, { activity_id: 'a', activity_errors: ['one', { message: 'two', code: 5 }] }),
    ]);
    expect((await client.activities.get('a')).activity_errors).toEqual(['one', 'two']);
  });
});

describe('old ids', () => {
  test('are asked for in pieces and put together', async () => {
    const { client, asked } = fakeService([
      (one) => {
        const given = one.url.searchParams.get('sequence_ids')?.split(',') ?? [];
        return reply(200, {
          xrefs: given.map((id) => ({ sequence_id: id, list_id: `new-${id}` })),
        });
      },
    ]);
    const sequenceIds = Array.from({ length: 501 }, (_, i) => String(i));
    const found = await client.lists.idXrefs(sequenceIds);
    expect(found.map((one) => one.list_id)).toEqual(sequenceIds.map((id) => `new-${id}`));
    expect(asked).toHaveLength(2);
  });

  test('one that is unknown is missing, whichever way the service says so', async () => {
    for (const answer of [reply(404), reply(200, { xrefs: [] }), reply(200, {})]) {
      const { client } = fakeService([answer]);
      expect(await client.contacts.idXrefs(['7'])).toEqual([]);
    }
    const { client } = fakeService([reply(404)]);
    await expect(failureOf(client.contacts.idXrefs(['7', '8']))).resolves.toMatchObject({
      code: 'not-found',
    });
  });
});

test('figures of many e-mails are asked for in pieces', async () => {
  const { client, asked } = fakeService([
    reply(200, { results: [], errors: [{ error_key: 'k', error_message: 'unknown id' }] }),
  ]);
  const stats = await client.reports.activityStats(Array.from({ length: 11 }, (_, i) => `a${i}`));
  expect(asked[0]?.url.pathname).toMatch(/email_campaign_activities\/a0,a1,.*,a9$/);
  expect(asked).toHaveLength(2);
  expect(stats.errors).toHaveLength(2);
});
