/**
 * Create-or-update by a person's own opt-in. Existing contacts become explicit even if they were
 * unsubscribed, and deleted ones come back (constant-contact-v3 facts, section 4).
 */
import { z } from 'zod';
import { type Endpoint, isAddress, type Practice, readBody } from '../context.ts';
import type { Contact } from '../entities.ts';
import { checkField, checkList, detailsShape } from './contact-body.ts';
import { findContact, newContact, setFieldValue, setPermission } from './contact-writing.ts';

const signUpSchema = z.object({
  email_address: z.string().max(50).refine(isAddress, 'is not a valid email address'),
  ...detailsShape,
  phone_number: z.string().max(25).optional(),
  list_memberships: z.array(z.uuid()).min(1).max(50),
  custom_fields: z
    .array(z.object({ custom_field_id: z.uuid(), value: z.string().max(255) }))
    .max(50)
    .default([]),
  street_address: z
    .object({
      kind: z.enum(['home', 'work', 'other']),
      street: z.string().max(255).optional(),
      city: z.string().max(50).optional(),
      state: z.string().max(50).optional(),
      postal_code: z.string().max(50).optional(),
      country: z.string().max(50).optional(),
    })
    .optional(),
});
type SignUp = z.infer<typeof signUpSchema>;

export function signUpEndpoints(practice: Practice): Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/contacts/sign_up_form',
      scope: 'contact_data',
      privilege: 'contacts:write',
      handle({ body, now }) {
        const input = readBody(signUpSchema, body, 'contacts');
        for (const id of input.list_memberships) checkList(practice, id);
        for (const { custom_field_id } of input.custom_fields) {
          checkField(practice, custom_field_id);
        }
        const known = findContact(practice, input.email_address);
        const permission = practice.account().confirmedOptIn ? 'pending_confirmation' : 'explicit';
        const contact =
          known ??
          newContact(
            practice,
            { address: input.email_address, permission, source: 'Contact' },
            now,
          );
        if (known) {
          known.deletedAt = undefined;
          setPermission(known, 'explicit', 'Contact', now);
        }
        append(practice, contact, input);
        contact.updateSource = 'Contact';
        contact.updatedAt = now;
        practice.state.contacts.put(contact);
        return {
          status: known ? 200 : 201,
          body: { contact_id: contact.id, action: known ? 'updated' : 'created' },
        };
      },
    },
  ];
}

/** A partial update: lists and fields are added to those there are. */
function append(practice: Practice, contact: Contact, input: SignUp): void {
  for (const name of Object.keys(detailsShape) as (keyof typeof detailsShape)[]) {
    if (input[name] !== undefined) Object.assign(contact.details, { [name]: input[name] });
  }
  contact.lists = [...new Set([...contact.lists, ...input.list_memberships])];
  for (const { custom_field_id, value } of input.custom_fields) {
    setFieldValue(contact, custom_field_id, value);
  }
  const { phone_number, street_address } = input;
  if (phone_number !== undefined) {
    contact.phones = contact.phones.filter((phone) => phone.kind !== 'other');
    contact.phones.push({ id: practice.newId(), kind: 'other', phone_number });
  }
  if (street_address) {
    contact.streets = contact.streets.filter((street) => street.kind !== street_address.kind);
    contact.streets.push({ id: practice.newId(), ...street_address });
  }
}
