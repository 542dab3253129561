/** Contact lists: the only audience a mail can have besides a segment. Facts, section 5. */
import { z } from 'zod';
import { activitySchema, type BulkActivity } from './activities.ts';
import { count, json, text } from './answers.ts';
import type { Caller, CallOptions } from './call.ts';
import { type Paged, paged } from './paging.ts';
import { segment, snakeKeys } from './wire.ts';
import { xrefs } from './xrefs.ts';

const listSchema = z.looseObject({
  list_id: z.string(),
  name: z.string(),
  description: text,
  favorite: z.boolean().nullish(),
  created_at: text,
  updated_at: text,
  deleted_at: text,
  /** Only when asked for. */
  membership_count: count,
});
export type ContactList = z.infer<typeof listSchema>;

const xrefSchema = z.looseObject({ sequence_id: z.string(), list_id: z.string() });
export type ListXref = z.infer<typeof xrefSchema>;

export interface ListInput {
  /** At most 255 characters, unique. */
  name: string;
  description?: string | undefined;
  favorite?: boolean | undefined;
}

export interface MembershipCount {
  /** `active` counts those who can be mailed, `all` everybody; left out, nobody is counted. */
  membershipCount?: 'active' | 'all' | undefined;
}

export interface ListCalls {
  /** @throws RulepostError `conflict` when the name is taken: find it by name */
  create(list: ListInput, options?: CallOptions): Promise<ContactList>;
  /** @returns the list of exactly this name, or null; deleted lists do not count */
  findByName(name: string, options?: CallOptions): Promise<ContactList | null>;
  get(listId: string, query?: MembershipCount, options?: CallOptions): Promise<ContactList>;
  list(query?: MembershipCount, options?: CallOptions): Paged<ContactList>;
  /** What is left out of `list` is cleared. */
  update(listId: string, list: ListInput, options?: CallOptions): Promise<ContactList>;
  /** Begins to delete the list, not its people. @returns the activity that does it */
  remove(listId: string, options?: CallOptions): Promise<BulkActivity>;
  /** V2 ids to V3 ids; unknown ones are missing. */
  idXrefs(sequenceIds: readonly string[], options?: CallOptions): Promise<ListXref[]>;
}

const reading = { scope: 'contact_data', privilege: 'contacts:lists:read' } as const;
const writing = { scope: 'contact_data', privilege: 'contacts:lists:write' } as const;
const collection = '/contact_lists';

export function listCalls(call: Caller): ListCalls {
  const one = (listId: string) => `${collection}/${segment(listId)}`;
  return {
    create: (list, options) =>
      call(
        {
          method: 'POST',
          path: collection,
          body: snakeKeys(list),
          read: json(listSchema),
          repeat: 'read-first',
          needs: writing,
          doing: `create the contact list "${list.name}"`,
        },
        options,
      ),

    async findByName(name, options) {
      const doing = `look for the contact list "${name}"`;
      const spec = { path: collection, query: { name }, needs: reading, doing };
      for await (const list of paged(call, spec, 'lists', listSchema, options)) {
        if (list.name === name && !list.deleted_at) return list;
      }
      return null;
    },

    get: (listId, query = {}, options) =>
      call(
        {
          method: 'GET',
          path: one(listId),
          query: { include_membership_count: query.membershipCount },
          read: json(listSchema),
          repeat: 'safe',
          needs: reading,
          doing: 'read a contact list',
        },
        options,
      ),

    list: (query = {}, options) =>
      paged(
        call,
        {
          path: collection,
          query: { limit: 500, include_membership_count: query.membershipCount },
          needs: reading,
          doing: 'read the contact lists',
        },
        'lists',
        listSchema,
        options,
      ),

    update: (listId, list, options) =>
      call(
        {
          method: 'PUT',
          path: one(listId),
          body: snakeKeys(list),
          read: json(listSchema),
          repeat: 'safe',
          needs: writing,
          doing: `change the contact list "${list.name}"`,
        },
        options,
      ),

    remove: (listId, options) =>
      call(
        {
          method: 'DELETE',
          path: one(listId),
          read: json(activitySchema),
          repeat: 'safe',
          needs: writing,
          doing: 'delete a contact list',
        },
        options,
      ),

    idXrefs: (sequenceIds, options) =>
      xrefs(
        call,
        {
          path: `${collection}/list_id_xrefs`,
          parameter: 'sequence_ids',
          size: 500,
          item: xrefSchema,
          needs: reading,
          doing: 'translate old list numbers',
        },
        sequenceIds,
        options,
      ),
  };
}
