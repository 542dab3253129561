/** The client against the practice account: whole ways through the service, and its bad days. */
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  createConstantContact,
  maybeDone,
  type ObservedCall,
} from '../../electron/core/constant-contact/client.ts';
import { createGovernor } from '../../electron/core/constant-contact/governor.ts';
import {
  createPracticeAccount,
  type PracticeAccount,
  type PracticeLimits,
  type PracticeSwitches,
} from '../../electron/core/practice/index.ts';
import { openDocumentStore } from '../../electron/core/store/documents.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { failureOf } from '../unit/constant-contact/fake-service.ts';

const authUrl = 'http://practice.test/oauth2/default/v1';
const redirectUri = 'http://localhost:18471/oauth/callback';

/** Consents once, as a person would. @returns an access token */
async function connect(account: PracticeAccount): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: 'practice',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'account_read contact_data campaign_data offline_access',
    state: 'contract-test-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const landed = new URL(await account.answerConsent(`${authUrl}/authorize?${query}`));
  const response = await account.fetch(`${authUrl}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'practice',
      code: landed.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
}

async function setUp(
  options: { switches?: Partial<PracticeSwitches>; limits?: Partial<PracticeLimits> } = {},
) {
  const clock = createFakeClock(undefined, { autoAdvance: true });
  const documents = openDocumentStore(':memory:');
  const account = createPracticeAccount({ clock, documents, seed: 'empty', ...options });
  const token = await connect(account);
  const used = new Map<string, number>();
  const governor = createGovernor({
    clock,
    counters: { load: (day) => used.get(day) ?? 0, save: (day, n) => void used.set(day, n) },
    random: () => 0.5,
  });
  const seen: ObservedCall[] = [];
  const client = createConstantContact({
    apiUrl: 'http://practice.test/v3',
    fetch: account.fetch,
    clock,
    tokens: { accessToken: async () => token, rejected: () => {} },
    governor,
    random: () => 0.5,
    onCall: (call) => seen.push(call),
  });
  return { account, client, clock, governor, seen };
}

const email = {
  name: 'R1-20260302-abc',
  fromName: 'Shop',
  fromEmail: 'hello@harbourstreetbooks.example',
  replyTo: 'hello@harbourstreetbooks.example',
  subject: 'Hello [[FIRSTNAME OR "there"]]',
  html: '<html><body>[[trackingImage]]<p>Order [[CUSTOM.Order_no]]</p></body></html>',
};
const { html: _, name: __, ...header } = email;

describe('a mail from nothing to the mailbox', () => {
  test.each(['empty', 'timestamp', 'entry'] as const)(
    'when scheduling is answered with: %s',
    async (scheduleAnswer) => {
      const { account, client, clock } = await setUp({ switches: { scheduleAnswer } });
      await client.customFields.create({ label: 'Order no', type: 'string' });
      const list = await client.lists.create({ name: email.name });
      const started = await client.activities.importJson({
        contacts: [
          { email: 'ann@example.org', firstName: 'Ann', customFields: { Order_no: '7' } },
          { email: 'bob@example.org', customFields: { Order_no: '8' } },
        ],
        listIds: [list.list_id],
      });
      const finished = await until(
        clock,
        () => client.activities.get(started.activity_id),
        (activity) => activity.state === 'completed',
      );
      expect(finished).toMatchObject({ state: 'completed', status: { error_count: 0 } });
      const counted = await client.lists.get(list.list_id, { membershipCount: 'active' });
      expect(counted.membership_count).toBe(2);

      const { campaignId, activityId } = await client.emails.create(email);
      await client.emails.setAudience(activityId, { ...header, listIds: [list.list_id] });
      await client.emails.schedule(activityId);
      await until(
        clock,
        () => client.emails.activity(activityId),
        (activity) => activity.current_status.toUpperCase() === 'DONE',
      );

      expect(account.mailbox.search({ to: 'ann@example.org' })).toMatchObject([
        { subject: 'Hello Ann', html: expect.stringContaining('Order 7') },
      ]);
      expect(account.mailbox.count()).toBe(2);
      expect(await client.emails.sendHistory(activityId)).toMatchObject([
        { count: 2, reason_code: 0 },
      ]);
      const sends = await Array.fromAsync(client.reports.sends(activityId));
      expect(sends.map((send) => send.email_address).sort()).toEqual([
        'ann@example.org',
        'bob@example.org',
      ]);
      expect((await client.reports.activityStats([activityId])).results).toMatchObject([
        { campaign_id: campaignId, stats: { em_sends: 2 } },
      ]);
      expect((await client.lists.remove(list.list_id)).activity_id).not.toBe('');
    },
  );
});

describe('names that are taken', () => {
  test('a list is a conflict, and found by its name', async () => {
    const { client } = await setUp();
    const list = await client.lists.create({ name: 'March' });
    await expect(failureOf(client.lists.create({ name: 'March' }))).resolves.toMatchObject({
      code: 'conflict',
    });
    expect(await client.lists.findByName('March')).toMatchObject({ list_id: list.list_id });
  });

  test.each(['commit-then-reset', 'truncated-body'] as const)(
    'a campaign whose answer was lost (%s) is found and adopted, never made twice',
    async (kind) => {
      const { account, client, clock } = await setUp();
      account.faults.add({ kind, method: 'POST', path: '/emails' });
      const lost = await failureOf(client.emails.create(email));
      expect(maybeDone(lost)).toBe(true);
      await expect(failureOf(client.emails.create(email))).resolves.toMatchObject({
        code: 'conflict',
      });
      const found = await client.emails.findByName(email.name, { after: clock.now() });
      expect(found).not.toBeNull();
      const activity = await client.emails.activity(found?.activityId ?? '');
      expect(activity).toMatchObject({ role: 'primary_email', subject: email.subject });
    },
  );

  test('a removed campaign is not found', async () => {
    const { client } = await setUp();
    const { campaignId } = await client.emails.create(email);
    await client.emails.remove(campaignId);
    expect(await client.emails.findByName(email.name)).toBeNull();
  });
});

describe('bad days', () => {
  test.each(['reset-before', 'commit-then-reset', 'truncated-body', 'html'] as const)(
    'a safe call gets through: %s',
    async (kind) => {
      const { account, client } = await setUp();
      const { list_id } = await client.lists.create({ name: 'March' });
      account.faults.add({ kind, method: 'PUT', path: '/contact_lists/{list_id}' });
      expect(await client.lists.update(list_id, { name: 'April' })).toMatchObject({
        name: 'April',
      });
    },
  );

  test('a token that was withdrawn ends in "call refused", with two requests', async () => {
    const { account, client, seen } = await setUp();
    account.revokeTokens();
    await expect(failureOf(client.account.summary())).resolves.toMatchObject({
      code: 'call-refused',
    });
    expect(seen.map((call) => call.status)).toEqual([401, 401]);
  });

  test('a missing privilege is named', async () => {
    const { account, client } = await setUp();
    account.setUser({ privileges: ['account:read', 'contacts:read'] });
    const error = await failureOf(client.emails.create(email));
    expect(error).toMatchObject({ code: 'access-denied' });
    expect((error as Error).message).toContain('campaign:write');
  });

  test('many calls at once stay below the rate: none is turned away', async () => {
    const { client, seen } = await setUp();
    await Promise.all(Array.from({ length: 30 }, () => client.contacts.counts()));
    expect(seen.map((call) => call.status)).toEqual(Array(30).fill(200));
  });

  test('with another program on the same key, calls are turned away and still all get through', async () => {
    const { client, seen } = await setUp({ limits: { perSecond: 2 } });
    await Promise.all(Array.from({ length: 4 }, () => client.contacts.counts()));
    expect(seen.filter((call) => call.status === 200)).toHaveLength(4);
    expect(seen.filter((call) => call.status === 429)).not.toHaveLength(0);
  });

  test('the day’s quota used up elsewhere stops everything until midnight, then it goes on', async () => {
    const { client, clock, governor } = await setUp({ limits: { perDay: 3 } });
    for (let i = 0; i < 3; i++) await client.contacts.counts();
    await expect(failureOf(client.contacts.counts())).resolves.toMatchObject({
      code: 'quota-exceeded',
    });
    const parkedUntil = governor.state().parkedUntil ?? 0;
    expect(parkedUntil).toBe(Date.UTC(2026, 2, 3));
    await clock.sleep(parkedUntil - clock.now());
    await expect(client.contacts.counts()).resolves.toMatchObject({ total: 0 });
  });
});

describe('what is not known of the service', () => {
  test.each(['empty-links', 'no-links', 'null-next', 'null-href'] as const)(
    'the last page: %s',
    async (lastPage) => {
      const { client } = await setUp({ switches: { lastPage } });
      for (const name of ['ann', 'bob', 'cat', 'dan', 'eve']) {
        const emailAddress = { address: `${name}@example.org` };
        await client.contacts.create({ createSource: 'Account', emailAddress });
      }
      const pages = await Array.fromAsync(client.contacts.list({ limit: 2 }).pages());
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(new Set(pages.flat().map((contact) => contact.contact_id)).size).toBe(5);
    },
  );

  test.each(['404', 'empty'] as const)('no postal address: %s', async (noAddressAnswer) => {
    const { account, client } = await setUp({ switches: { noAddressAnswer } });
    expect(await client.account.physicalAddress()).toMatchObject({ city: 'Portland' });
    account.setPhysicalAddress(null);
    expect(await client.account.physicalAddress()).toBeNull();
  });

  test.each(['omitted', '404'] as const)('an unknown old id: %s', async (unknownXref) => {
    const { client } = await setUp({ switches: { unknownXref } });
    expect(await client.contacts.idXrefs(['999999'])).toEqual([]);
    expect(await client.lists.idXrefs(['999999'])).toEqual([]);
    expect(await client.emails.idXrefs(['999999'])).toEqual([]);
  });
});

test('people: added, found in any state, changed, unsubscribed, deleted', async () => {
  const { client } = await setUp();
  const { contact_id } = await client.contacts.create({
    createSource: 'Account',
    emailAddress: { address: 'Ann@example.org', permissionToSend: 'implicit' },
    firstName: 'Ann',
  });
  expect(await client.contacts.find('ann@example.org')).toMatchObject({ contact_id });
  await client.contacts.update(contact_id, {
    updateSource: 'Contact',
    emailAddress: {
      address: 'ann@example.org',
      permissionToSend: 'unsubscribed',
      optOutReason: 'enough',
    },
  });
  expect((await client.contacts.find('ann@example.org'))?.email_address).toMatchObject({
    permission_to_send: 'unsubscribed',
  });
  expect((await client.contacts.counts()).unsubscribed).toBe(1);
  await client.contacts.remove(contact_id);
  expect((await client.contacts.find('ann@example.org'))?.deleted_at).toBeTruthy();
  const again = client.contacts.create({
    createSource: 'Account',
    emailAddress: { address: 'ann@example.org' },
  });
  await expect(failureOf(again)).resolves.toMatchObject({ code: 'conflict' });
});

async function until<T>(
  clock: { sleep(ms: number): Promise<void> },
  look: () => Promise<T>,
  enough: (seen: T) => boolean,
): Promise<T> {
  for (let looks = 0; looks < 20; looks++) {
    const seen = await look();
    if (enough(seen)) return seen;
    await clock.sleep(1_000);
  }
  throw new Error('it did not come to an end');
}
