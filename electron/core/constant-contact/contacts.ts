/** Contacts: reading, changing, finding by address. Facts, section 4. */
import { z } from 'zod';
import { count, json, nothing, open } from './answers.ts';
import type { Caller, CallOptions } from './call.ts';
import {
  type Contact,
  type ContactFilters,
  type ContactPart,
  type ContactUpdate,
  contactSchema,
  type NewContact,
  type SignUp,
} from './contact-shapes.ts';
import { type Paged, paged } from './paging.ts';
import { instant, segment, snakeKeys } from './wire.ts';
import { xrefs } from './xrefs.ts';

const signedUpSchema = z.looseObject({
  contact_id: z.string(),
  action: open<'created' | 'updated'>().nullish(),
});
export type SignedUp = z.infer<typeof signedUpSchema>;

const countsSchema = z.looseObject({
  total: count,
  explicit: count,
  implicit: count,
  pending: count,
  unsubscribed: count,
});
export type ContactCounts = z.infer<typeof countsSchema>;

const xrefSchema = z.looseObject({ sequence_id: z.string(), contact_id: z.string() });
export type ContactXref = z.infer<typeof xrefSchema>;

export interface Include {
  include?: readonly ContactPart[] | undefined;
}

export interface ContactCalls {
  list(filters?: ContactFilters, options?: CallOptions): Paged<Contact>;
  get(contactId: string, query?: Include, options?: CallOptions): Promise<Contact>;
  /**
   * Finds a person by address, whatever their state: look at `deleted_at` and
   * `email_address.permission_to_send`. @returns null when nobody ever had this address here
   */
  find(email: string, query?: Include, options?: CallOptions): Promise<Contact | null>;
  /** @throws RulepostError `conflict` when the address is taken, also by a deleted contact */
  create(contact: NewContact, options?: CallOptions): Promise<Contact>;
  /** Replaces the contact: read it, merge, then update. Revives a deleted one. */
  update(contactId: string, contact: ContactUpdate, options?: CallOptions): Promise<Contact>;
  /** @throws RulepostError `not-found` when it is gone already */
  remove(contactId: string, options?: CallOptions): Promise<void>;
  /**
   * Creates or partly updates. Makes consent explicit even for people who had unsubscribed: only
   * for a person's own opt-in. Not repeated by itself, since more than 5 attempts a day flag the
   * address (facts, section 2).
   */
  signUpForm(signUp: SignUp, options?: CallOptions): Promise<SignedUp>;
  counts(options?: CallOptions): Promise<ContactCounts>;
  /** V2 ids to V3 ids; unknown ones are missing. */
  idXrefs(sequenceIds: readonly string[], options?: CallOptions): Promise<ContactXref[]>;
}

const reading = { scope: 'contact_data', privilege: 'contacts:read' } as const;
const writing = { scope: 'contact_data', privilege: 'contacts:write' } as const;
const collection = '/contacts';

export function contactCalls(call: Caller): ContactCalls {
  const one = (contactId: string) => `${collection}/${segment(contactId)}`;

  function list(filters: ContactFilters, doing: string, options?: CallOptions): Paged<Contact> {
    const query = {
      status: filters.status,
      email: filters.email,
      lists: filters.lists,
      tags: filters.tags,
      updated_after: instant(filters.updatedAfter),
      updated_before: instant(filters.updatedBefore),
      created_after: instant(filters.createdAfter),
      created_before: instant(filters.createdBefore),
      optout_after: instant(filters.optoutAfter),
      optout_before: instant(filters.optoutBefore),
      include: filters.include,
      limit: filters.limit ?? 500,
    };
    const spec = { path: collection, query, needs: reading, doing };
    return paged(call, spec, 'contacts', contactSchema, options);
  }

  return {
    list: (filters = {}, options) => list(filters, 'read the contacts', options),

    get: (contactId, query = {}, options) =>
      call(
        {
          method: 'GET',
          path: one(contactId),
          query: { include: query.include },
          read: json(contactSchema),
          repeat: 'safe',
          needs: reading,
          doing: 'read a contact',
        },
        options,
      ),

    async find(email, query = {}, options) {
      const filters = { email, status: ['all'], include: query.include } as const;
      for await (const contact of list(filters, `look for ${email}`, options)) {
        if (contact.email_address?.address?.toLowerCase() === email.toLowerCase()) return contact;
      }
      return null;
    },

    create: (contact, options) =>
      call(
        {
          method: 'POST',
          path: collection,
          body: snakeKeys(contact),
          read: json(contactSchema),
          repeat: 'read-first',
          needs: writing,
          doing: `add ${contact.emailAddress?.address ?? 'a contact'}`,
        },
        options,
      ),

    update: (contactId, contact, options) =>
      call(
        {
          method: 'PUT',
          path: one(contactId),
          body: snakeKeys(contact),
          read: json(contactSchema),
          repeat: 'safe',
          needs: writing,
          doing: `change ${contact.emailAddress?.address ?? 'a contact'}`,
        },
        options,
      ),

    remove: (contactId, options) =>
      call(
        {
          method: 'DELETE',
          path: one(contactId),
          read: nothing,
          repeat: 'safe',
          needs: writing,
          doing: 'delete a contact',
        },
        options,
      ),

    signUpForm: (signUp, options) =>
      call(
        {
          method: 'POST',
          path: `${collection}/sign_up_form`,
          body: snakeKeys(signUp),
          read: json(signedUpSchema),
          repeat: 'read-first',
          needs: writing,
          doing: `sign up ${signUp.emailAddress}`,
        },
        options,
      ),

    counts: (options) =>
      call(
        {
          method: 'GET',
          path: `${collection}/counts`,
          read: json(countsSchema),
          repeat: 'safe',
          needs: reading,
          doing: 'count the contacts',
        },
        options,
      ),

    idXrefs: (sequenceIds, options) =>
      xrefs(
        call,
        {
          path: `${collection}/contact_id_xrefs`,
          parameter: 'sequence_ids',
          size: 500,
          item: xrefSchema,
          needs: reading,
          doing: 'translate old contact numbers',
        },
        sequenceIds,
        options,
      ),
  };
}
