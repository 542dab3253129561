/** Contact lists (constant-contact-v3 facts, section 5). */
import { z } from 'zod';
import { type Endpoint, iso, maybeIso, type Practice, readBody, readChoice } from '../context.ts';
import type { ContactList } from '../entities.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { listed } from '../listing-lag.ts';
import { paginate } from '../paging.ts';
import { queueBulk } from './bulk.ts';
import { isMailable } from './mailable.ts';

const inputSchema = z.object({
  name: z.string().trim().min(1).max(255),
  description: z.string().optional(),
  favorite: z.boolean().default(false),
});

export function listEndpoints(practice: Practice): Endpoint[] {
  const { state } = practice;
  const read = { scope: 'contact_data', privilege: 'contacts:lists:read' };
  const write = { scope: 'contact_data', privilege: 'contacts:lists:write' };
  const existing = (id: string | undefined): ContactList => {
    const list = state.lists.get(id ?? '');
    if (!list || list.deletedAt !== undefined) throw notFound('contacts', 'List not found.');
    return list;
  };
  const membershipCounts = ['all', 'active'] as const;

  return [
    {
      method: 'GET',
      path: '/contact_lists',
      ...read,
      handle({ query, now }) {
        const status = readChoice(query, 'status', ['all', 'active', 'deleted'], 'contacts');
        const count = readChoice(query, 'include_membership_count', membershipCounts, 'contacts');
        const name = query.get('name')?.trim().toLowerCase();
        const matches = listed(practice, state.lists.all(), now).filter(
          (list) =>
            (status === 'all' || (list.deletedAt !== undefined) === (status === 'deleted')) &&
            (name === undefined || list.name.toLowerCase() === name),
        );
        const page = paginate(
          matches,
          query,
          { path: '/v3/contact_lists', group: 'contacts', defaultLimit: 50, maxLimit: 1000 },
          practice.switches,
          now,
        );
        return {
          status: 200,
          body: {
            lists: page.items.map((list) => renderList(practice, list, count)),
            ...(query.get('include_count') === 'true' ? { lists_count: matches.length } : {}),
            ...page.links,
          },
        };
      },
    },
    {
      method: 'POST',
      path: '/contact_lists',
      ...write,
      handle({ body, now }) {
        const input = readBody(inputSchema, body, 'contacts');
        const taken = nameTaken(practice, input.name);
        if (taken)
          throw conflict('contacts', `Validation failed: List name already exists for ${taken.id}`);
        const alive = state.lists.all().filter((list) => list.deletedAt === undefined);
        if (alive.length >= practice.limits.lists) {
          throw invalid('contacts', 'The account has reached its maximum number of lists.');
        }
        const list = addList(practice, input, now);
        return { status: 201, body: renderList(practice, list) };
      },
    },
    {
      method: 'GET',
      path: '/contact_lists/{list_id}',
      ...read,
      handle({ params, query }) {
        const count = readChoice(query, 'include_membership_count', membershipCounts, 'contacts');
        return { status: 200, body: renderList(practice, existing(params.list_id), count) };
      },
    },
    {
      method: 'PUT',
      path: '/contact_lists/{list_id}',
      ...write,
      handle({ params, body, now }) {
        const list = existing(params.list_id);
        const input = readBody(inputSchema, body, 'contacts');
        const taken = nameTaken(practice, input.name);
        // The API description declares no 409 here.
        if (taken && taken.id !== list.id) throw invalid('contacts', 'List name already exists.');
        list.name = input.name;
        list.description = input.description;
        list.favorite = input.favorite;
        list.updatedAt = now;
        state.lists.put(list);
        return { status: 200, body: renderList(practice, list) };
      },
    },
    {
      method: 'DELETE',
      path: '/contact_lists/{list_id}',
      ...write,
      handle({ params, now }) {
        const list = existing(params.list_id);
        const { status: _, ...answer } = queueBulk(
          practice,
          { kind: 'delete-lists', listIds: [list.id] },
          { list_count: 1 },
          now,
        );
        return { status: 202, body: answer };
      },
    },
  ];
}

export function addList(
  practice: Practice,
  input: { name: string; description?: string | undefined; favorite?: boolean },
  now: number,
): ContactList {
  const list: ContactList = {
    id: practice.newId(),
    seq: practice.state.lists.nextSeq(),
    name: input.name,
    description: input.description,
    favorite: input.favorite ?? false,
    createdAt: now,
    updatedAt: now,
  };
  practice.state.lists.put(list);
  return list;
}

function nameTaken(practice: Practice, name: string): ContactList | undefined {
  const wanted = name.toLowerCase();
  return practice.state.lists
    .all()
    .find(
      (list) =>
        list.name.toLowerCase() === wanted &&
        (list.deletedAt === undefined || practice.switches.listNameHeldAfterDeletion),
    );
}

function renderList(practice: Practice, list: ContactList, count?: 'all' | 'active') {
  return {
    list_id: list.id,
    name: list.name,
    description: list.description,
    favorite: list.favorite,
    created_at: iso(list.createdAt),
    updated_at: iso(list.updatedAt),
    deleted_at: maybeIso(list.deletedAt),
    ...(count === undefined ? {} : { membership_count: countMembers(practice, list.id, count) }),
  };
}

function countMembers(practice: Practice, listId: string, which: 'all' | 'active'): number {
  return practice.state.contacts
    .all()
    .filter(
      (contact) =>
        contact.lists.includes(listId) &&
        contact.deletedAt === undefined &&
        (which === 'all' || isMailable(contact)),
    ).length;
}
