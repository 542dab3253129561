/**
 * The practice account keeps to Constant Contact's own description of its API: every endpoint it
 * has is driven once, and each request and response is checked.
 */
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../electron/core/practice/index.ts';
import { campaign, type Opened, openPractice, sender } from '../unit/practice/open.ts';
import { loadSwagger } from './swagger.ts';

const swagger = loadSwagger();
const title = swagger
  ? 'the practice account against the API description'
  : 'the practice account against the API description (skipped: the description is not there)';

describe.skipIf(!swagger)(title, () => {
  test('every endpoint keeps to it', async () => {
    const p = await openPractice();
    const seen = watch(p);

    await driveAccount(p);
    const listId = await driveLists(p);
    const fieldId = await driveFields(p);
    const contactId = await driveContacts(p, listId, fieldId);
    await driveActivities(p, listId, contactId);
    const { campaignId, emailId } = await driveCampaign(p, listId);
    await driveReports(p, campaignId, emailId);
    await driveXrefs(p);

    expect(violations(seen)).toEqual([]);
    expect(untouched(p, seen)).toEqual([]);
  });

  test('a schedule answered with a timestamp is the known departure', async () => {
    const p = await openPractice({ switches: { scheduleAnswer: 'timestamp' } });
    const seen = watch(p);
    const answer = await p.send(await p.draft([p.account.addList('Departure')]));
    expect(answer.body).toEqual(expect.any(String));
    expect(violations(seen)).toEqual([]);
  });

  test('a departure from the description is found', () => {
    const request = { method: 'POST', path: '/contact_lists', body: { title: 'no name' } };
    expect(swagger?.request(request)).toHaveLength(2);
    const response = { method: 'GET', path: '/contact_lists', status: 200, body: { lists: {} } };
    expect(swagger?.response(response)).toHaveLength(1);
  });
});

function watch(p: Opened): Exchange[] {
  const seen: Exchange[] = [];
  p.account.onExchange((exchange) => seen.push(exchange));
  return seen;
}

function violations(seen: Exchange[]): string[] {
  return seen.flatMap(
    ({ method, path, query, requestHeaders, requestBody, status, responseBody }) => [
      // A call that is refused as invalid is meant to be.
      ...(status === 400 || status === 415
        ? []
        : (swagger?.request({ method, path, query, headers: requestHeaders, body: requestBody }) ??
          [])),
      ...(swagger?.response({ method, path, status, body: asSent(responseBody) }) ?? []),
    ],
  );
}

/** What a client reads: properties that are undefined do not travel. */
function asSent(body: unknown): unknown {
  return body === undefined ? undefined : JSON.parse(JSON.stringify(body));
}

/** Endpoints of the practice account that no call went to. */
function untouched(p: Opened, seen: Exchange[]): string[] {
  const driven = new Set(seen.map(({ method, template }) => `${method} ${template}`));
  return p.account.endpoints.filter((name) => !driven.has(name));
}

async function driveAccount(p: Opened): Promise<void> {
  await p.get('/account/summary?extra_fields=physical_address');
  await p.get('/account/user/privileges');
  await p.get('/account/emails?confirm_status=CONFIRMED');
  await p.call('POST', '/account/emails', { email_address: 'shop@harbourstreetbooks.example' });
  const { body } = await p.get('/account/summary/physical_address');
  await p.call('PUT', '/account/summary/physical_address', body);
  await p.call('POST', '/account/summary/physical_address', body);
  await p.raw('GET', '/account/summary', { headers: { authorization: 'Bearer nonsense' } });
}

async function driveLists(p: Opened): Promise<string> {
  const { body } = await p.call('POST', '/contact_lists', { name: 'Contract', description: 'x' });
  await p.call('POST', '/contact_lists', { name: 'Contract' });
  await p.call('PUT', `/contact_lists/${body.list_id}`, { name: 'Contract 2', favorite: true });
  await p.get(`/contact_lists/${body.list_id}?include_membership_count=active`);
  const page = await p.get('/contact_lists?limit=1&include_count=true');
  await p.get(page.body._links.next.href);
  const spare = await p.call('POST', '/contact_lists', { name: 'Spare' });
  await p.call('DELETE', `/contact_lists/${spare.body.list_id}`);
  await p.clock.advance(5_000);
  await p.get('/contact_lists?status=deleted');
  const { body: tag } = await p.call('POST', '/contact_tags', { name: 'Contract' });
  await p.get(`/contact_tags/${tag.tag_id}?include_count=true`);
  await p.get('/contact_tags?include_count=true');
  await p.get('/segments');
  await p.get('/segments/1');
  return body.list_id;
}

async function driveFields(p: Opened): Promise<string> {
  const { body } = await p.call('POST', '/contact_custom_fields', {
    label: 'Last order',
    type: 'string',
  });
  const path = `/contact_custom_fields/${body.custom_field_id}`;
  await p.call('PUT', path, { label: 'Latest order' });
  await p.get(path);
  await p.get('/contact_custom_fields?limit=1');
  const spare = await p.call('POST', '/contact_custom_fields', {
    label: 'Size',
    type: 'single_select',
    choices: [{ choice_label: 'Small', display_order: 1 }],
  });
  await p.call('DELETE', `/contact_custom_fields/${spare.body.custom_field_id}`);
  await p.call('DELETE', `/contact_custom_fields/${spare.body.custom_field_id}`);
  return body.custom_field_id;
}

async function driveContacts(p: Opened, listId: string, fieldId: string): Promise<string> {
  const { body } = await p.call('POST', '/contacts', {
    create_source: 'Account',
    email_address: { address: 'ada@reader.example', permission_to_send: 'implicit' },
    first_name: 'Ada',
    custom_fields: [{ custom_field_id: fieldId, value: '1001' }],
    phone_numbers: [{ phone_number: '2075550111', kind: 'home' }],
    street_addresses: [{ kind: 'home', street: '1 Pier Lane', city: 'Portland' }],
    list_memberships: [listId],
  });
  const path = `/contacts/${body.contact_id}`;
  await p.call('PUT', path, {
    update_source: 'Account',
    email_address: { address: 'ada@reader.example' },
    first_name: 'Ada',
    notes: [{ content: 'Likes maps' }],
  });
  await p.get(
    `${path}?include=custom_fields,list_memberships,phone_numbers,street_addresses,notes`,
  );
  const page = await p.get('/contacts?limit=2&status=all&include_count=true');
  await p.get(page.body._links.next.href);
  await p.get('/contacts?segment_id=1&limit=10');
  await p.get('/contacts/counts?include=new_subscriber');
  await p.call('POST', '/contacts/sign_up_form', {
    email_address: 'bert@reader.example',
    list_memberships: [listId],
  });
  p.account.unsubscribe('bert@reader.example', { reason: 'Too many' });
  const { body: found } = await p.get('/contacts?email=bert@reader.example');
  const resubscribe = `/contacts/resubscribe/${found.contacts[0].contact_id}`;
  await p.call('PUT', resubscribe, { list_ids: [listId] });
  await p.call('PUT', resubscribe, { list_ids: [listId] });
  const spare = p.account.addContact({ address: 'gone@reader.example' });
  await p.call('DELETE', `/contacts/${spare}`);
  await p.get(`/contacts/${spare}`);
  return body.contact_id;
}

async function driveActivities(p: Opened, listId: string, contactId: string): Promise<void> {
  await p.importRows(listId, [
    { email: 'cleo@reader.example', first_name: 'Cleo', 'cf:Latest_order': '1003' },
    { email: 'not an address' },
  ]);
  for (const kind of ['add', 'remove']) {
    await p.call('POST', `/activities/${kind}_list_memberships`, {
      source: { contact_ids: [contactId] },
      list_ids: [listId],
    });
  }
  await p.call('POST', '/activities/add_list_memberships', {
    source: { contact_ids: [contactId] },
    list_ids: [listId],
  });
  const spare = p.account.addList('Spare 2');
  await p.call('POST', '/activities/list_delete', { list_ids: [spare] });
  const { body } = await p.get('/activities?limit=1');
  await p.get(`/activities/${body.activities[0].activity_id}`);
  await p.clock.advance(10_000);
  await p.get('/activities?state=completed');
}

async function driveCampaign(
  p: Opened,
  listId: string,
): Promise<{ campaignId: string; emailId: string }> {
  const { body } = await p.call('POST', '/emails', campaign('Contract', { preheader: 'Look' }));
  const campaignId: string = body.campaign_id;
  const emailId: string = body.campaign_activities[0].campaign_activity_id;
  const path = `/emails/activities/${emailId}`;
  await p.call('POST', '/emails', campaign('Contract'));
  await p.call('PATCH', `/emails/${campaignId}`, { name: 'Contract renamed' });
  await p.get(`/emails/${campaignId}`);
  const { body: activity } = await p.get(
    `${path}?include=html_content,physical_address_in_footer,permalink_url`,
  );
  await p.call('PUT', path, { ...activity, contact_list_ids: [listId] });
  await p.call('POST', `${path}/tests`, { email_addresses: [sender] });
  await p.get(`${path}/previews`);
  const later = new Date(p.clock.now() + 3_600_000).toISOString();
  await p.call('POST', `${path}/schedules`, { scheduled_date: later });
  await p.get(`${path}/schedules`);
  await p.call('DELETE', `${path}/schedules`);
  await p.get(`${path}/send_history`);
  p.account.setBounce('cleo@reader.example', 'B');
  await p.send(emailId);
  await p.get(`${path}/send_history`);
  await p.get('/emails?limit=1');
  const spare = await p.call('POST', '/emails', campaign('Spare'));
  await p.call('DELETE', `/emails/${spare.body.campaign_id}`);
  const page = await p.get('/emails?limit=1');
  await p.get(page.body._links.next.href);
  return { campaignId, emailId };
}

async function driveReports(p: Opened, campaignId: string, emailId: string): Promise<void> {
  p.account.unsubscribe('ada@reader.example', { reason: 'Moved away' });
  const kinds = 'sends opens unique_opens didnotopens clicks forwards optouts bounces'.split(' ');
  for (const kind of kinds) {
    await p.get(`/reports/email_reports/${emailId}/tracking/${kind}?limit=1`);
  }
  await p.get(`/reports/email_reports/${emailId}/tracking/bounces?bounce_code=B`);
  await p.get(`/reports/stats/email_campaigns/${campaignId}`);
  await p.get(`/reports/stats/email_campaign_activities/${emailId},${campaignId}`);
  await p.get('/reports/summary_reports/email_campaign_summaries?limit=10');
}

async function driveXrefs(p: Opened): Promise<void> {
  await p.get('/contacts/contact_id_xrefs?sequence_ids=1,0002,999999');
  await p.get('/contact_lists/list_id_xrefs?sequence_ids=1');
  await p.get('/emails/campaign_id_xrefs?v2_email_campaign_ids=1');
}
