/** The calls about the account, its people and its lists. */
import { all, at, type ClientCall, ids, moment, noMore } from './client-call.ts';

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

export const contactCalls: ClientCall[] = [
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
];
