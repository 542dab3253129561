/** A contact as the API shows it. */
import { z } from 'zod';
import { iso, isoDay, maybeIso, readList } from '../context.ts';
import type { Contact } from '../entities.ts';
import { invalid } from '../errors.ts';

const parts = [
  'custom_fields',
  'list_memberships',
  'phone_numbers',
  'street_addresses',
  'taggings',
  'notes',
] as const;
export type ContactPart = (typeof parts)[number];

/** Reads `include`. @throws ApiProblem 400 for a part that does not exist */
export function readInclude(query: URLSearchParams): ContactPart[] {
  const result = z.array(z.enum(parts)).safeParse(readList(query, 'include'));
  if (!result.success) throw invalid('contacts', `include takes ${parts.join(', ')}.`);
  return result.data;
}

/** Absent properties are left out; there is no `status`, it has to be derived (section 4). */
export function renderContact(contact: Contact, include: readonly ContactPart[] = parts) {
  const { email } = contact;
  const deleted = contact.deletedAt;
  const shown: Record<ContactPart, unknown> = {
    custom_fields: contact.fields,
    list_memberships: contact.lists,
    phone_numbers: contact.phones.map((phone) => ({
      phone_number_id: phone.id,
      phone_number: phone.phone_number,
      kind: phone.kind,
      created_at: iso(contact.createdAt),
      updated_at: iso(contact.updatedAt),
    })),
    street_addresses: contact.streets.map(({ id, ...street }) => ({
      street_address_id: id,
      ...street,
      created_at: iso(contact.createdAt),
      updated_at: iso(contact.updatedAt),
    })),
    taggings: contact.tags,
    notes: contact.notes.map((note) => ({
      note_id: note.id,
      created_at: iso(note.createdAt),
      content: note.content,
    })),
  };
  return {
    contact_id: contact.id,
    ...(email
      ? {
          email_address: {
            address: email.address,
            permission_to_send: email.permission,
            created_at: iso(email.createdAt),
            updated_at: iso(email.updatedAt),
            opt_in_source: email.optInSource,
            opt_in_date: iso(email.optInAt),
            opt_out_source: email.optOutSource ?? (deleted === undefined ? undefined : 'Account'),
            opt_out_date: maybeIso(email.optOutAt ?? deleted),
            opt_out_reason: email.optOutReason,
            confirm_status: email.permission === 'pending_confirmation' ? 'pending' : 'off',
          },
        }
      : {}),
    ...contact.details,
    update_source: contact.updateSource,
    create_source: contact.createSource,
    created_at: iso(contact.createdAt),
    updated_at: iso(contact.updatedAt),
    ...(deleted === undefined ? {} : { deleted_at: isoDay(deleted) }),
    ...Object.fromEntries(include.map((part) => [part, shown[part]])),
  };
}
