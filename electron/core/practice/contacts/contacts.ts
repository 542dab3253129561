/** Contacts, one at a time (constant-contact-v3 facts, section 4). */
import { z } from 'zod';
import { type Endpoint, type Practice, readBody, readChoice } from '../context.ts';
import type { Contact } from '../entities.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { contactSchema, writeSubresources } from './contact-body.ts';
import { queryContacts } from './contact-query.ts';
import { readInclude, renderContact } from './contact-view.ts';
import { findContact, newContact, setPermission } from './contact-writing.ts';

const source = z.enum(['Contact', 'Account']);
const createSchema = contactSchema.extend({ create_source: source });
const updateSchema = contactSchema.extend({ update_source: source });
const newSubscriberMs = 30 * 86_400_000;

export function contactEndpoints(practice: Practice): Endpoint[] {
  const { state } = practice;
  const read = { scope: 'contact_data', privilege: 'contacts:read' };
  const write = { scope: 'contact_data', privilege: 'contacts:write' };
  const existing = (id: string | undefined): Contact => {
    const contact = state.contacts.get(id ?? '');
    if (!contact) throw notFound('contacts', 'Contact not found.');
    return contact;
  };
  const checkFree = (address: string, own?: Contact): void => {
    const taken = findContact(practice, address);
    if (!taken || taken === own) return;
    // Deleted and unsubscribed contacts hold their address too.
    throw conflict('contacts', `Validation failed: Email already exists for contact ${taken.id}`);
  };

  return [
    {
      method: 'GET',
      path: '/contacts',
      ...read,
      handle: ({ query, now }) => queryContacts(practice, query, now),
    },
    {
      method: 'POST',
      path: '/contacts',
      ...write,
      handle({ body, now }) {
        const input = readBody(createSchema, body, 'contacts');
        const { email_address: email, create_source } = input;
        if (!email && !input.first_name && !input.last_name) {
          throw invalid('contacts', 'A name or an email address is required.');
        }
        if (email) checkFree(email.address);
        const permission = email?.permission_to_send ?? (email ? 'implicit' : 'not_set');
        const contact = newContact(
          practice,
          { address: email?.address ?? null, permission, source: create_source },
          now,
        );
        contact.details = detailsOf(input);
        writeSubresources(practice, contact, input, now);
        state.contacts.put(contact);
        return { status: 201, body: renderContact(contact) };
      },
    },
    {
      method: 'GET',
      path: '/contacts/counts',
      ...read,
      handle({ query, now }) {
        const include = readChoice(query, 'include', ['new_subscriber'], 'contacts');
        const alive = state.contacts.all().filter((c) => c.deletedAt === undefined);
        const count = (permission: string) =>
          alive.filter((c) => c.email?.permission === permission).length;
        const recent = alive.filter(
          (c) => c.email?.permission === 'explicit' && c.email.optInAt > now - newSubscriberMs,
        );
        return {
          status: 200,
          body: {
            total: alive.length,
            explicit: count('explicit'),
            implicit: count('implicit'),
            pending: count('pending_confirmation'),
            unsubscribed: count('unsubscribed'),
            ...(include ? { new_subscriber: recent.length } : {}),
          },
        };
      },
    },
    {
      method: 'PUT',
      path: '/contacts/resubscribe/{contact_id}',
      ...write,
      handle({ params, body, now }) {
        const contact = existing(params.contact_id);
        const { list_ids } = readBody(z.object({ list_ids: z.array(z.uuid()) }), body, 'contacts');
        if (contact.email?.permission !== 'unsubscribed') {
          throw invalid('contacts', 'The contact is not unsubscribed.');
        }
        if (contact.resubscribeMailed) {
          throw conflict('contacts', 'A resubscribe email was already sent to this contact.');
        }
        writeSubresources(practice, contact, { list_memberships: list_ids }, now);
        contact.resubscribeMailed = true;
        contact.updatedAt = now;
        state.contacts.put(contact);
        return { status: 200 };
      },
    },
    {
      method: 'GET',
      path: '/contacts/{contact_id}',
      ...read,
      handle: ({ params, query }) => ({
        status: 200,
        body: renderContact(existing(params.contact_id), readInclude(query)),
      }),
    },
    {
      method: 'PUT',
      path: '/contacts/{contact_id}',
      ...write,
      handle({ params, body, now }) {
        const contact = existing(params.contact_id);
        const input = readBody(updateSchema, body, 'contacts');
        if (contact.deletedAt !== undefined && input.update_source !== 'Account') {
          throw invalid('contacts', 'update_source must be Account to restore a contact.');
        }
        if (input.email_address) {
          checkFree(input.email_address.address, contact);
          changeEmail(contact, input.email_address, input.update_source, now);
        }
        contact.deletedAt = undefined;
        // What is omitted becomes null; subresources that are omitted stay.
        contact.details = detailsOf(input);
        writeSubresources(practice, contact, input, now);
        contact.updateSource = input.update_source;
        contact.updatedAt = now;
        state.contacts.put(contact);
        return { status: 200, body: renderContact(contact) };
      },
    },
    {
      method: 'DELETE',
      path: '/contacts/{contact_id}',
      ...write,
      handle({ params, now }) {
        deleteContact(practice, existing(params.contact_id), now);
        return { status: 204 };
      },
    },
  ];
}

/** Hides the contact and strips its lists; the row stays. */
export function deleteContact(practice: Practice, contact: Contact, now: number): void {
  contact.deletedAt ??= now;
  contact.lists = [];
  contact.updatedAt = now;
  practice.state.contacts.put(contact);
}

function changeEmail(
  contact: Contact,
  input: NonNullable<z.infer<typeof updateSchema>['email_address']>,
  by: 'Contact' | 'Account',
  now: number,
): void {
  const { email } = contact;
  const permission = input.permission_to_send;
  if (!email) {
    contact.email = {
      address: input.address,
      permission: permission ?? 'implicit',
      createdAt: now,
      updatedAt: now,
      optInSource: by,
      optInAt: now,
    };
    return;
  }
  const returning = permission === 'explicit' || permission === 'implicit';
  if (returning && email.optOutSource === 'Contact' && by === 'Account') {
    throw invalid('contacts', 'The contact unsubscribed and can only opt in again personally.');
  }
  email.address = input.address;
  email.updatedAt = now;
  if (permission) setPermission(contact, permission, by, now, input.opt_out_reason);
}

function detailsOf(input: z.infer<typeof contactSchema>): Contact['details'] {
  const { first_name, last_name, job_title, company_name } = input;
  const { birthday_month, birthday_day, anniversary } = input;
  if ((birthday_month === undefined) !== (birthday_day === undefined)) {
    throw invalid('contacts', 'birthday_month and birthday_day go together.');
  }
  return {
    first_name,
    last_name,
    job_title,
    company_name,
    birthday_month,
    birthday_day,
    anniversary,
  };
}
