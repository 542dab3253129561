/** The body of a contact and what of it is a subresource (constant-contact-v3 facts, section 4). */
import { z } from 'zod';
import { isAddress, type Practice } from '../context.ts';
import type { Contact } from '../entities.ts';
import { invalid } from '../errors.ts';

const name = z.string().max(50).optional();

const streetSchema = z.object({
  kind: z.enum(['home', 'work', 'other']),
  street: z.string().max(255).optional(),
  city: z.string().max(50).optional(),
  state: z.string().max(50).optional(),
  postal_code: z.string().max(50).optional(),
  country: z.string().max(50).optional(),
});

const subresources = {
  custom_fields: z
    .array(
      z.object({
        custom_field_id: z.uuid(),
        value: z.string().max(255).optional(),
        choice_ids: z.array(z.string()).optional(),
      }),
    )
    .max(25)
    .optional(),
  phone_numbers: z
    .array(
      z.object({
        phone_number: z.string().max(25),
        kind: z.enum(['home', 'work', 'mobile', 'other']).default('other'),
      }),
    )
    .max(3)
    .optional(),
  street_addresses: z.array(streetSchema).max(3).optional(),
  list_memberships: z.array(z.uuid()).max(50).optional(),
  taggings: z.array(z.uuid()).max(50).optional(),
  notes: z
    .array(z.object({ content: z.string().max(2000) }))
    .max(150)
    .optional(),
};

export const detailsShape = {
  first_name: name,
  last_name: name,
  job_title: name,
  company_name: name,
  birthday_month: z.int().min(1).max(12).optional(),
  birthday_day: z.int().min(1).max(31).optional(),
  anniversary: z.string().max(10).optional(),
};

export const contactSchema = z.object({
  email_address: z
    .object({
      address: z.string().max(80).refine(isAddress, 'is not a valid email address'),
      permission_to_send: z
        .enum([
          'explicit',
          'implicit',
          'not_set',
          'pending_confirmation',
          'temp_hold',
          'unsubscribed',
        ])
        .optional(),
      opt_out_reason: z.string().max(255).optional(),
    })
    .optional(),
  ...detailsShape,
  ...subresources,
});

type Subresources = Pick<z.infer<typeof contactSchema>, keyof typeof subresources>;

/** Included arrays replace those of the contact; omitted ones are kept. */
export function writeSubresources(
  practice: Practice,
  contact: Contact,
  input: Subresources,
  now: number,
): void {
  const { state } = practice;
  if (input.custom_fields) {
    for (const { custom_field_id } of input.custom_fields) checkField(practice, custom_field_id);
    contact.fields = input.custom_fields;
  }
  if (input.list_memberships) {
    for (const id of input.list_memberships) checkList(practice, id);
    contact.lists = [...new Set(input.list_memberships)];
  }
  if (input.taggings) {
    for (const id of input.taggings) {
      if (!state.tags.get(id)) throw invalid('contacts', `Tag ${id} not found.`);
    }
    contact.tags = [...new Set(input.taggings)];
  }
  if (input.phone_numbers) {
    contact.phones = input.phone_numbers.map((phone) => ({ id: practice.newId(), ...phone }));
  }
  if (input.street_addresses) {
    contact.streets = input.street_addresses.map((street) => ({
      id: practice.newId(),
      ...street,
    }));
  }
  if (input.notes) {
    contact.notes = input.notes.map(({ content }) => ({
      id: practice.newId(),
      createdAt: now,
      content,
    }));
  }
}

export function checkField(practice: Practice, id: string): void {
  if (!practice.state.fields.get(id)) {
    throw invalid('contacts', `Custom field ${id} not found.`);
  }
}

export function checkList(practice: Practice, id: string): void {
  const list = practice.state.lists.get(id);
  if (!list || list.deletedAt !== undefined) throw invalid('contacts', `List ${id} not found.`);
}
