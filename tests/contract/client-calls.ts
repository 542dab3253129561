/** Every call of the client once: how it is made, and an answer the service might give to it. */
import type { ConstantContact } from '../../electron/core/constant-contact/client.ts';

export const ids = {
  list: '04fe9a97-a579-43c5-bb1a-58ed29bf0a6a',
  contact: '1618ae62-4752-11e9-9c8a-fa163e6b01c1',
  activity: '8892baf9-970a-4de6-8400-fa4ec461987c',
  campaign: '91569d46-00e4-4a4d-9a4c-d17d98740d04',
  field: '2cd8027a-78c0-11e9-bfd0-fa163e6b01c1',
} as const;

export interface ClientCall {
  /** The operation as the service's description names it. */
  operation: string;
  make(client: ConstantContact): Promise<unknown>;
  status: number;
  answer: unknown;
}

const at = '2026-03-02T09:00:00.000Z';
const moment = Date.parse(at);
const list = { list_id: ids.list, name: 'March', created_at: at, updated_at: at };
const activity = {
  activity_id: ids.activity,
  state: 'initialized',
  percent_done: 0,
  created_at: at,
};
const contact = {
  contact_id: ids.contact,
  email_address: { address: 'ann@example.org', permission_to_send: 'implicit', created_at: at },
  first_name: 'Ann',
  custom_fields: [{ custom_field_id: ids.field, value: '7' }],
  list_memberships: [ids.list],
};
const campaign = {
  campaign_id: ids.campaign,
  name: 'March',
  current_status: 'Draft',
  campaign_activities: [
    { campaign_activity_id: ids.contact, role: 'permalink' },
    { campaign_activity_id: ids.activity, role: 'primary_email' },
  ],
};
const header = {
  fromName: 'Shop',
  fromEmail: 'shop@example.org',
  replyTo: 'shop@example.org',
  subject: 'Hello',
  preheader: 'New',
};
const mail = {
  campaign_activity_id: ids.activity,
  campaign_id: ids.campaign,
  role: 'primary_email',
  current_status: 'DRAFT',
  from_name: 'Shop',
  from_email: 'shop@example.org',
  reply_to_email: 'shop@example.org',
  subject: 'Hello',
};
const tracked = {
  contact_id: ids.contact,
  campaign_activity_id: ids.activity,
  tracking_activity_type: 'em_sends',
  email_address: 'ann@example.org',
  created_time: at,
};
const noMore = { next: { href: '' } };

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(items);
}

export const calls: ClientCall[] = [
  {
    operation: 'GET /account/summary',
    make: (c) => c.account.summary(),
    status: 200,
    answer: { encoded_account_id: 'a07e1l', organization_name: 'Shop', time_zone_id: 'US/Eastern' },
  },
  {
    operation: 'GET /account/emails',
    make: (c) => c.account.emails(),
    status: 200,
    answer: [{ email_address: 'shop@example.org', email_id: 1, confirm_status: 'CONFIRMED' }],
  },
  {
    operation: 'GET /account/summary/physical_address',
    make: (c) => c.account.physicalAddress(),
    status: 200,
    answer: { address_line1: '1 Main St', city: 'Waltham', state_code: 'MA', country_code: 'US' },
  },
  {
    operation: 'GET /account/user/privileges',
    make: (c) => c.account.privileges(),
    status: 200,
    answer: [{ privilege_id: 532, privilege_name: 'campaign:send' }],
  },
  {
    operation: 'GET /contacts',
    make: (c) =>
      all(
        c.contacts.list({
          status: ['active', 'unsubscribed'],
          lists: [ids.list],
          tags: [ids.field],
          updatedAfter: moment,
          updatedBefore: moment,
          createdAfter: moment,
          createdBefore: moment,
          optoutAfter: moment,
          optoutBefore: moment,
          include: ['custom_fields', 'list_memberships'],
        }),
      ),
    status: 200,
    answer: { contacts: [contact], _links: noMore },
  },
  {
    operation: 'GET /contacts',
    make: (c) => c.contacts.find('ANN@example.org', { include: ['taggings'] }),
    status: 200,
    answer: { contacts: [contact] },
  },
  {
    operation: 'GET /contacts/{contact_id}',
    make: (c) => c.contacts.get(ids.contact, { include: ['notes', 'phone_numbers'] }),
    status: 200,
    answer: contact,
  },
  {
    operation: 'POST /contacts',
    make: (c) =>
      c.contacts.create({
        createSource: 'Account',
        emailAddress: { address: 'ann@example.org', permissionToSend: 'implicit' },
        firstName: 'Ann',
        birthdayMonth: 3,
        birthdayDay: 2,
        customFields: [{ customFieldId: ids.field, value: '7' }],
        phoneNumbers: [{ phoneNumber: '555-1212', kind: 'home' }],
        streetAddresses: [{ kind: 'home', street: '1 Main St', postalCode: '02451' }],
        listMemberships: [ids.list],
        notes: [{ content: 'met at the fair' }],
      }),
    status: 201,
    answer: contact,
  },
  {
    operation: 'PUT /contacts/{contact_id}',
    make: (c) =>
      c.contacts.update(ids.contact, {
        updateSource: 'Contact',
        emailAddress: {
          address: 'ann@example.org',
          permissionToSend: 'unsubscribed',
          optOutReason: 'too many',
        },
      }),
    status: 200,
    answer: contact,
  },
  {
    operation: 'DELETE /contacts/{contact_id}',
    make: (c) => c.contacts.remove(ids.contact),
    status: 204,
    answer: undefined,
  },
  {
    operation: 'POST /contacts/sign_up_form',
    make: (c) =>
      c.contacts.signUpForm({
        emailAddress: 'ann@example.org',
        firstName: 'Ann',
        phoneNumber: '555-1212',
        listMemberships: [ids.list],
        customFields: [{ customFieldId: ids.field, value: '7' }],
        streetAddress: { kind: 'home', postalCode: '02451' },
      }),
    status: 201,
    answer: { contact_id: ids.contact, action: 'created' },
  },
  {
    operation: 'GET /contacts/counts',
    make: (c) => c.contacts.counts(),
    status: 200,
    answer: { total: 3, explicit: 1, implicit: 2, pending: 0, unsubscribed: 0 },
  },
  {
    operation: 'GET /contacts/contact_id_xrefs',
    make: (c) => c.contacts.idXrefs(['0012', '13']),
    status: 200,
    answer: { xrefs: [{ sequence_id: '12', contact_id: ids.contact }] },
  },
  {
    operation: 'POST /contact_lists',
    make: (c) => c.lists.create({ name: 'March', description: 'new', favorite: false }),
    status: 201,
    answer: list,
  },
  {
    operation: 'GET /contact_lists',
    make: (c) => c.lists.findByName('March'),
    status: 200,
    answer: { lists: [list] },
  },
  {
    operation: 'GET /contact_lists',
    make: (c) => all(c.lists.list({ membershipCount: 'all' })),
    status: 200,
    answer: { lists: [{ ...list, membership_count: 2 }], lists_count: 1 },
  },
  {
    operation: 'GET /contact_lists/{list_id}',
    make: (c) => c.lists.get(ids.list, { membershipCount: 'active' }),
    status: 200,
    answer: { ...list, membership_count: 2 },
  },
  {
    operation: 'PUT /contact_lists/{list_id}',
    make: (c) => c.lists.update(ids.list, { name: 'April' }),
    status: 200,
    answer: list,
  },
  {
    operation: 'DELETE /contact_lists/{list_id}',
    make: (c) => c.lists.remove(ids.list),
    status: 202,
    answer: activity,
  },
  {
    operation: 'GET /contact_lists/list_id_xrefs',
    make: (c) => c.lists.idXrefs(['12']),
    status: 200,
    answer: { xrefs: [{ sequence_id: '12', list_id: ids.list }] },
  },
  {
    operation: 'GET /contact_custom_fields',
    make: (c) => all(c.customFields.list()),
    status: 200,
    answer: {
      custom_fields: [
        { custom_field_id: ids.field, label: 'Order no', name: 'Order_no', type: 'string' },
      ],
    },
  },
  {
    operation: 'POST /contact_custom_fields',
    make: (c) =>
      c.customFields.create({
        label: 'Size',
        type: 'single_select',
        choices: [{ choiceLabel: 'S', displayOrder: 1 }],
      }),
    status: 201,
    answer: { custom_field_id: ids.field, label: 'Size', name: 'Size', type: 'single_select' },
  },
  {
    operation: 'GET /contact_tags',
    make: (c) => all(c.tags.list()),
    status: 200,
    answer: { tags: [{ tag_id: ids.field, name: 'VIP' }] },
  },
  {
    operation: 'GET /segments',
    make: (c) => all(c.segments.list()),
    status: 200,
    answer: { segments: [{ segment_id: 14, name: 'Regulars' }], _links: noMore },
  },
  {
    operation: 'POST /activities/contacts_json_import',
    make: (c) =>
      c.activities.importJson({
        contacts: [
          {
            email: 'ann@example.org',
            firstName: 'Ann',
            lastName: 'Lee',
            jobTitle: 'Cook',
            companyName: 'Inn',
            phone: '5551212',
            street: '1 Main St',
            street2: 'back',
            city: 'Waltham',
            state: 'MA',
            zip: '02451',
            country: 'US',
            birthdayMonth: 3,
            birthdayDay: 2,
            anniversary: '03/02/2020',
            customFields: { Order_no: '7' },
          },
        ],
        listIds: [ids.list],
      }),
    status: 201,
    answer: activity,
  },
  {
    operation: 'POST /activities/add_list_memberships',
    make: (c) =>
      c.activities.addToLists({ source: { contactIds: [ids.contact] }, listIds: [ids.list] }),
    status: 201,
    answer: activity,
  },
  {
    operation: 'POST /activities/remove_list_memberships',
    make: (c) =>
      c.activities.removeFromLists({
        source: { allActiveContacts: true },
        exclude: { contactIds: [ids.contact] },
        listIds: [ids.list],
      }),
    status: 201,
    answer: activity,
  },
  {
    operation: 'POST /activities/list_delete',
    make: (c) => c.activities.deleteLists([ids.list]),
    status: 201,
    answer: activity,
  },
  {
    operation: 'GET /activities/{activity_id}',
    make: (c) => c.activities.get(ids.activity),
    status: 200,
    answer: {
      ...activity,
      state: 'completed',
      activity_errors: ['row 3: no address'],
      status: { items_total_count: 3, error_count: 1, cannot_add_to_list_count: 1 },
    },
  },
  {
    operation: 'GET /activities',
    make: (c) => all(c.activities.list({ state: 'completed' })),
    status: 200,
    answer: { activities: [activity] },
  },
  {
    operation: 'POST /emails',
    make: (c) => c.emails.create({ ...header, name: 'March', html: '<p>Hello</p>' }),
    status: 200,
    answer: campaign,
  },
  {
    operation: 'GET /emails',
    make: (c) => c.emails.findByName('April', { after: moment }),
    status: 200,
    answer: { campaigns: [{ campaign_id: ids.campaign, name: 'March', current_status: 'Done' }] },
  },
  {
    operation: 'GET /emails/{campaign_id}',
    make: (c) => c.emails.get(ids.campaign),
    status: 200,
    answer: campaign,
  },
  {
    operation: 'PATCH /emails/{campaign_id}',
    make: (c) => c.emails.rename(ids.campaign, 'April'),
    status: 200,
    answer: campaign,
  },
  {
    operation: 'DELETE /emails/{campaign_id}',
    make: (c) => c.emails.remove(ids.campaign),
    status: 204,
    answer: undefined,
  },
  {
    operation: 'GET /emails/campaign_id_xrefs',
    make: (c) => c.emails.idXrefs(['1100567546598']),
    status: 200,
    answer: {
      xrefs: [
        {
          v2_email_campaign_id: '1100567546598',
          campaign_id: ids.campaign,
          campaign_activity_id: ids.activity,
        },
      ],
    },
  },
  {
    operation: 'GET /emails/activities/{campaign_activity_id}',
    make: (c) => c.emails.activity(ids.activity, { include: ['html_content', 'permalink_url'] }),
    status: 200,
    answer: { ...mail, contact_list_ids: [ids.list], html_content: '<p>Hello</p>' },
  },
  {
    operation: 'PUT /emails/activities/{campaign_activity_id}',
    make: (c) => c.emails.setAudience(ids.activity, { ...header, listIds: [ids.list] }),
    status: 200,
    answer: mail,
  },
  {
    operation: 'PUT /emails/activities/{campaign_activity_id}',
    make: (c) => c.emails.updateActivity(ids.activity, { ...header, segmentId: 14, html: '<p/>' }),
    status: 200,
    answer: mail,
  },
  {
    operation: 'POST /emails/activities/{campaign_activity_id}/schedules',
    make: (c) => c.emails.schedule(ids.activity),
    status: 201,
    answer: [],
  },
  {
    operation: 'POST /emails/activities/{campaign_activity_id}/schedules',
    make: (c) => c.emails.schedule(ids.activity, moment),
    status: 201,
    answer: [{ scheduled_date: at }],
  },
  {
    operation: 'GET /emails/activities/{campaign_activity_id}/schedules',
    make: (c) => c.emails.schedules(ids.activity),
    status: 200,
    answer: [{ scheduled_date: at }],
  },
  {
    operation: 'DELETE /emails/activities/{campaign_activity_id}/schedules',
    make: (c) => c.emails.unschedule(ids.activity),
    status: 204,
    answer: undefined,
  },
  {
    operation: 'GET /emails/activities/{campaign_activity_id}/send_history',
    make: (c) => c.emails.sendHistory(ids.activity),
    status: 200,
    answer: [{ send_id: 1, count: 0, send_status: 'COMPLETED', reason_code: 12, run_date: at }],
  },
  {
    operation: 'POST /emails/activities/{campaign_activity_id}/tests',
    make: (c) =>
      c.emails.sendTest(ids.activity, { addresses: ['shop@example.org'], message: 'Look' }),
    status: 204,
    answer: undefined,
  },
  {
    operation: 'GET /emails/activities/{campaign_activity_id}/previews',
    make: (c) => c.emails.preview(ids.activity),
    status: 200,
    answer: { campaign_activity_id: ids.activity, preview_html_content: '<p>Hello</p>' },
  },
  {
    operation: 'GET /reports/stats/email_campaigns/{campaign_ids}',
    make: (c) => c.reports.campaignStats([ids.campaign, ids.activity]),
    status: 200,
    answer: { results: [{ campaign_id: ids.campaign, stats: { em_sends: 3 } }], errors: [] },
  },
  {
    operation: 'GET /reports/stats/email_campaign_activities/{campaign_activity_ids}',
    make: (c) => c.reports.activityStats([ids.activity]),
    status: 200,
    answer: {
      results: [
        { campaign_id: ids.campaign, campaign_activity_id: ids.activity, stats: { em_sends: 3 } },
      ],
    },
  },
  {
    operation: 'GET /reports/email_reports/{campaign_activity_id}/tracking/sends',
    make: (c) => all(c.reports.sends(ids.activity)),
    status: 200,
    answer: { tracking_activities: [tracked], _links: noMore },
  },
  {
    operation: 'GET /reports/email_reports/{campaign_activity_id}/tracking/bounces',
    make: (c) => all(c.reports.bounces(ids.activity)),
    status: 200,
    answer: { tracking_activities: [{ ...tracked, bounce_code: 'B' }], _links: noMore },
  },
  {
    operation: 'GET /reports/email_reports/{campaign_activity_id}/tracking/optouts',
    make: (c) => all(c.reports.optouts(ids.activity)),
    status: 200,
    answer: { tracking_activities: [{ ...tracked, opt_out_reason: 'no' }], _links: noMore },
  },
];
