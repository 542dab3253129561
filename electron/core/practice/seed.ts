/** What a new practice account contains: a bookshop with a few customers. */
import { newContact, setFieldValue } from './contacts/contact-writing.ts';
import { addList } from './contacts/lists.ts';
import { iso, type Practice } from './context.ts';
import type { AccountDocument, Permission } from './entities.ts';

/** Privileges of an account owner, as the API description asks for them per operation. */
export const ownerPrivileges = [
  'account:read',
  'account:update',
  'contacts:read',
  'contacts:write',
  'contacts:lists:read',
  'contacts:lists:write',
  'campaign:read',
  'campaign:create',
  'campaign:write',
  'campaign:delete',
  'campaign:send',
  'ui:campaign:metrics',
];

export function newAccount(id: string, now: number): AccountDocument {
  return {
    id,
    seq: 1,
    encodedAccountId: 'a07epractice',
    organization: 'Harbour Street Books',
    ownerFirstName: 'Nora',
    ownerLastName: 'Whitfield',
    phone: '2075550142',
    website: 'https://www.harbourstreetbooks.example',
    timeZone: 'America/New_York',
    address: {
      address_line1: '12 Harbour Street',
      city: 'Portland',
      state_code: 'ME',
      postal_code: '04101',
      country_code: 'US',
    },
    senders: [
      {
        email_address: 'hello@harbourstreetbooks.example',
        email_id: 1,
        confirm_status: 'CONFIRMED',
        confirm_time: iso(now),
        roles: ['CONTACT', 'REPLY_TO'],
      },
      {
        email_address: 'events@harbourstreetbooks.example',
        email_id: 2,
        confirm_status: 'UNCONFIRMED',
        roles: [],
      },
    ],
    role: 'Owner',
    privileges: [...ownerPrivileges],
    confirmedOptIn: false,
    bounces: {},
    failures: [],
    quota: { day: '', used: {} },
    testSends: { day: '', used: 0 },
  };
}

interface SeedPerson {
  first: string;
  last: string;
  address: string;
  lists: ('Newsletter' | 'Book club')[];
  permission?: Permission;
  birthday?: [month: number, day: number];
  favourite?: string;
}

const people: SeedPerson[] = [
  {
    first: 'Amelia',
    last: 'Hart',
    address: 'amelia.hart@lighthousemail.example',
    lists: ['Newsletter', 'Book club'],
    birthday: [3, 14],
    favourite: 'Crime',
  },
  {
    first: 'Benjamin',
    last: 'Okafor',
    address: 'ben.okafor@quaysidepost.example',
    lists: ['Newsletter'],
    birthday: [7, 2],
    favourite: 'History',
  },
  {
    first: 'Clara',
    last: 'Nguyen',
    address: 'clara.nguyen@lighthousemail.example',
    lists: ['Newsletter', 'Book club'],
    favourite: 'Poetry',
  },
  {
    first: 'Daniel',
    last: 'Reyes',
    address: 'daniel@reyesjoinery.example',
    lists: ['Book club'],
    birthday: [11, 24],
  },
  {
    first: 'Esther',
    last: "O'Brien",
    address: 'esther.obrien@quaysidepost.example',
    lists: ['Newsletter'],
    permission: 'unsubscribed',
  },
  {
    first: 'Felix',
    last: 'Lindqvist',
    address: 'felix.lindqvist@northpier.example',
    lists: ['Newsletter'],
    permission: 'pending_confirmation',
  },
];

export function seedSample(practice: Practice, now: number): void {
  const { state } = practice;
  const lists = {
    Newsletter: addList(practice, { name: 'Newsletter', favorite: true }, now),
    'Book club': addList(practice, { name: 'Book club' }, now),
  };
  const favourite = {
    id: practice.newId(),
    seq: state.fields.nextSeq(),
    label: 'Favourite genre',
    name: 'Favourite_genre',
    type: 'string',
    createdAt: now,
    updatedAt: now,
  };
  state.fields.put(favourite);
  const tag = { name: 'Regular', source: 'Contact', createdAt: now, updatedAt: now };
  state.tags.put({ id: practice.newId(), seq: state.tags.nextSeq(), ...tag });
  state.segments.put({
    id: '1',
    seq: 1,
    name: 'Book club members',
    listIds: [lists['Book club'].id],
    createdAt: now,
  });

  for (const person of people) {
    const contact = newContact(
      practice,
      {
        address: person.address,
        permission: person.permission ?? 'explicit',
        source: 'Contact',
      },
      now,
    );
    contact.details = {
      first_name: person.first,
      last_name: person.last,
      birthday_month: person.birthday?.[0],
      birthday_day: person.birthday?.[1],
    };
    contact.lists = person.lists.map((name) => lists[name].id);
    if (contact.email?.permission === 'unsubscribed') {
      contact.email.optOutSource = 'Contact';
      contact.email.optOutAt = now;
    }
    if (person.favourite) setFieldValue(contact, favourite.id, person.favourite);
    state.contacts.put(contact);
  }
}
