/** Tags and segments, as far as a reader needs them (constant-contact-v3 facts, section 5). */
import { z } from 'zod';
import { type Endpoint, iso, type Practice, readBody, readChoice } from '../context.ts';
import type { Contact, Segment, Tag } from '../entities.ts';
import { conflict, notFound } from '../errors.ts';
import { paginate } from '../paging.ts';

const tagSchema = z.object({
  name: z.string().min(1).max(255),
  tag_source: z.string().default('Contact'),
});

export function tagAndSegmentEndpoints(practice: Practice): Endpoint[] {
  const { state } = practice;
  const readContacts = { scope: 'contact_data', privilege: 'contacts:read' };
  const readLists = { scope: 'contact_data', privilege: 'contacts:lists:read' };
  const renderTag = (tag: Tag, withCount: boolean) => ({
    tag_id: tag.id,
    name: tag.name,
    created_at: iso(tag.createdAt),
    updated_at: iso(tag.updatedAt),
    tag_source: tag.source,
    ...(withCount
      ? { contacts_count: state.contacts.all().filter((c) => c.tags.includes(tag.id)).length }
      : {}),
  });

  return [
    {
      method: 'GET',
      path: '/contact_tags',
      ...readContacts,
      handle({ query, now }) {
        const page = paginate(
          state.tags.all(),
          query,
          { path: '/v3/contact_tags', group: 'contacts', defaultLimit: 50, maxLimit: 500 },
          practice.switches,
          now,
        );
        const withCount = query.get('include_count') === 'true';
        return {
          status: 200,
          body: { tags: page.items.map((tag) => renderTag(tag, withCount)), ...page.links },
        };
      },
    },
    {
      method: 'POST',
      path: '/contact_tags',
      scope: 'contact_data',
      privilege: 'contacts:write',
      handle({ body, now }) {
        const input = readBody(tagSchema, body, 'contacts');
        const wanted = input.name.toLowerCase();
        if (state.tags.all().some((tag) => tag.name.toLowerCase() === wanted)) {
          throw conflict('contacts', 'Validation failed: Tag name already exists.');
        }
        const tag: Tag = {
          id: practice.newId(),
          seq: state.tags.nextSeq(),
          name: input.name,
          source: input.tag_source,
          createdAt: now,
          updatedAt: now,
        };
        state.tags.put(tag);
        return { status: 201, body: renderTag(tag, false) };
      },
    },
    {
      method: 'GET',
      path: '/contact_tags/{tag_id}',
      ...readContacts,
      handle({ params, query }) {
        const tag = state.tags.get(params.tag_id ?? '');
        if (!tag) throw notFound('contacts', 'Tag not found.');
        return { status: 200, body: renderTag(tag, query.get('include_count') === 'true') };
      },
    },
    {
      method: 'GET',
      path: '/segments',
      ...readLists,
      handle({ query, now }) {
        const sort = readChoice(query, 'sort_by', ['name', 'date'], 'contacts') ?? 'date';
        const segments = state.segments.all();
        const sorted =
          sort === 'date'
            ? segments.toReversed()
            : segments.toSorted((a, b) => a.name.localeCompare(b.name));
        const page = paginate(
          sorted,
          query,
          { path: '/v3/segments', group: 'contacts', defaultLimit: 1000, maxLimit: 1000 },
          practice.switches,
          now,
        );
        // Declared with a required `next`, so the last page goes without any links.
        const links = page.links._links?.next ? page.links : {};
        return { status: 200, body: { segments: page.items.map(renderSegment), ...links } };
      },
    },
    {
      method: 'GET',
      path: '/segments/{segment_id}',
      ...readLists,
      handle({ params }) {
        const segment = state.segments.get(params.segment_id ?? '');
        if (!segment) throw notFound('contacts', 'Segment not found.');
        const criteria = {
          version: '1.0.0',
          criteria: {
            type: 'and',
            group: [
              {
                type: 'or',
                group: segment.listIds.map((id) => ({
                  source: 'list_membership',
                  field: 'list_id',
                  op: 'eq',
                  value: id,
                })),
              },
            ],
          },
        };
        return {
          status: 200,
          body: { ...renderSegment(segment), segment_criteria: JSON.stringify(criteria) },
        };
      },
    },
  ];
}

export function isInSegment(contact: Contact, segment: Segment): boolean {
  return segment.listIds.some((id) => contact.lists.includes(id));
}

function renderSegment(segment: Segment) {
  return {
    name: segment.name,
    segment_id: segment.seq,
    created_at: iso(segment.createdAt),
    edited_at: iso(segment.createdAt),
  };
}
