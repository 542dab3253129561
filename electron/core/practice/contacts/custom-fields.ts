/** Custom fields (constant-contact-v3 facts, section 4). */
import { z } from 'zod';
import { type Endpoint, iso, type Practice, readBody } from '../context.ts';
import type { CustomField } from '../entities.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { paginate } from '../paging.ts';

const types = [
  'string',
  'date',
  'datetime',
  'single_select',
  'multi_select',
  'currency',
  'text_area',
  'number',
  'boolean',
] as const;

const label = z.string().trim().min(1).max(50);
const choices = z
  .array(
    z.object({
      choice_id: z.int().optional(),
      choice_label: z.string().max(255),
      display_order: z.int().optional(),
    }),
  )
  .max(100)
  .optional();
const createSchema = z.object({
  label,
  type: z.enum(types),
  metadata: z.record(z.string(), z.unknown()).optional(),
  version: z.int().optional(),
  choices,
});
const updateSchema = z.object({ label, choices });

export function customFieldEndpoints(practice: Practice): Endpoint[] {
  const { state } = practice;
  const read = { scope: 'contact_data', privilege: 'contacts:read' };
  const write = { scope: 'contact_data', privilege: 'contacts:write' };
  const existing = (id: string | undefined): CustomField => {
    const field = state.fields.get(id ?? '');
    if (!field) throw notFound('contacts', 'Custom field not found.');
    return field;
  };
  const checkFree = (name: string, own?: string): void => {
    const taken = state.fields.find(name.toLowerCase());
    if (taken && taken.id !== own) {
      throw conflict('contacts', `Validation failed: Custom field already exists for ${taken.id}`);
    }
  };

  return [
    {
      method: 'GET',
      path: '/contact_custom_fields',
      ...read,
      handle({ query, now }) {
        const page = paginate(
          state.fields.all(),
          query,
          { path: '/v3/contact_custom_fields', group: 'contacts', defaultLimit: 50, maxLimit: 100 },
          practice.switches,
          now,
        );
        return {
          status: 200,
          body: { custom_fields: page.items.map(renderField), ...page.links },
        };
      },
    },
    {
      method: 'POST',
      path: '/contact_custom_fields',
      ...write,
      handle({ body, now }) {
        const input = readBody(createSchema, body, 'contacts');
        const name = nameOf(input.label);
        checkFree(name);
        if (state.fields.size >= practice.limits.customFields) {
          throw invalid('contacts', 'The account has reached its maximum number of custom fields.');
        }
        const field: CustomField = {
          id: practice.newId(),
          seq: state.fields.nextSeq(),
          label: input.label,
          name,
          type: input.type,
          metadata: input.metadata,
          version: input.version,
          choices: withIds(input.choices),
          createdAt: now,
          updatedAt: now,
        };
        state.fields.put(field);
        return { status: 201, body: renderField(field) };
      },
    },
    {
      method: 'GET',
      path: '/contact_custom_fields/{custom_field_id}',
      ...read,
      handle: ({ params }) => ({
        status: 200,
        body: renderField(existing(params.custom_field_id)),
      }),
    },
    {
      method: 'PUT',
      path: '/contact_custom_fields/{custom_field_id}',
      ...write,
      handle({ params, body, now }) {
        const field = existing(params.custom_field_id);
        const input = readBody(updateSchema, body, 'contacts');
        checkFree(nameOf(input.label), field.id);
        field.label = input.label;
        field.name = nameOf(input.label);
        field.choices = withIds(input.choices);
        field.updatedAt = now;
        state.fields.put(field);
        return { status: 200, body: renderField(field) };
      },
    },
    {
      method: 'DELETE',
      path: '/contact_custom_fields/{custom_field_id}',
      ...write,
      handle({ params }) {
        const field = existing(params.custom_field_id);
        state.fields.remove(field.id);
        for (const contact of state.contacts.all()) {
          const kept = contact.fields.filter((value) => value.custom_field_id !== field.id);
          if (kept.length === contact.fields.length) continue;
          contact.fields = kept;
          state.contacts.put(contact);
        }
        return { status: 204 };
      },
    },
  ];
}

function nameOf(text: string): string {
  return text.replace(/\s+/g, '_');
}

function withIds(input: z.infer<typeof choices>): CustomField['choices'] {
  return input?.map((choice, index) => ({
    choice_id: choice.choice_id ?? index + 1,
    choice_label: choice.choice_label,
    display_order: choice.display_order ?? index + 1,
  }));
}

function renderField(field: CustomField) {
  return {
    custom_field_id: field.id,
    label: field.label,
    name: field.name,
    type: field.type,
    metadata: field.metadata,
    version: field.version,
    choices: field.choices,
    updated_at: iso(field.updatedAt),
    created_at: iso(field.createdAt),
  };
}
