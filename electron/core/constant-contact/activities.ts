/** Bulk work the service does in its own time: ask for it, then look how it went. Facts, section 6. */
import { z } from 'zod';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { count, json, type Open, open, text } from './answers.ts';
import type { Caller, CallOptions } from './call.ts';
import { type ImportContact, importBody, splitImport } from './import.ts';
import { type Paged, paged } from './paging.ts';
import { segment, snakeKeys } from './wire.ts';

export type ActivityState =
  | 'initialized'
  | 'processing'
  | 'completed'
  | 'cancelled'
  | 'failed'
  | 'timed_out';

/** Errors come as strings, or as `{message}` where tags are deleted (facts, section 3). */
const activityError = z.union([
  z.string(),
  z.looseObject({ message: z.string() }).transform((error) => error.message),
]);

export const activitySchema = z.looseObject({
  activity_id: z.string(),
  /** Absent counts as not begun, so that whoever polls looks again. */
  state: open<ActivityState>()
    .nullish()
    .transform((state): Open<ActivityState> => state ?? 'initialized'),
  created_at: text,
  started_at: text,
  completed_at: text,
  percent_done: count,
  activity_errors: z.array(activityError).nullish(),
  /** `completed` may hide errors of single rows: they show only in these numbers. */
  status: z
    .looseObject({
      items_total_count: count,
      items_completed_count: count,
      person_count: count,
      error_count: count,
      correctable_count: count,
      cannot_add_to_list_count: count,
      list_count: count,
    })
    .nullish(),
});
export type BulkActivity = z.infer<typeof activitySchema>;

const finalStates = ['completed', 'cancelled', 'failed', 'timed_out'];

/** @returns true when the activity will not change any more */
export function isFinished(activity: Pick<BulkActivity, 'state'>): boolean {
  return finalStates.includes(activity.state.toLowerCase());
}

/** Whom to add or remove: exactly one of these. At most 500 contact ids or 50 list ids. */
export type MembershipSource =
  | { contactIds: readonly string[] }
  | { listIds: readonly string[] }
  | { tagIds: readonly string[] }
  | { allActiveContacts: true }
  | { engagementLevel: string };

export interface MembershipChange<Source> {
  source: Source;
  exclude?: { contactIds: readonly string[] } | undefined;
  /** The lists that change, at most 50. */
  listIds: readonly string[];
}

export interface ActivityCalls {
  /**
   * Imports people and puts them on 1 to 50 lists. Repeating it is harmless: addresses are unique.
   * @throws RulepostError `import-too-large` when the service would drop some: use splitImport
   */
  importJson(
    input: { contacts: readonly ImportContact[]; listIds: readonly string[] },
    options?: CallOptions,
  ): Promise<BulkActivity>;
  addToLists(
    change: MembershipChange<MembershipSource | { segmentId: number }>,
    options?: CallOptions,
  ): Promise<BulkActivity>;
  removeFromLists(
    change: MembershipChange<MembershipSource>,
    options?: CallOptions,
  ): Promise<BulkActivity>;
  /** At most 100 lists; their people stay. */
  deleteLists(listIds: readonly string[], options?: CallOptions): Promise<BulkActivity>;
  get(activityId: string, options?: CallOptions): Promise<BulkActivity>;
  /** Those of the last 10 days. */
  list(
    query?: { state?: Exclude<ActivityState, 'initialized'> | undefined },
    options?: CallOptions,
  ): Paged<BulkActivity>;
}

/** Reading an activity asks for the same privilege as starting one. */
const needs = { scope: 'contact_data', privilege: 'contacts:write' } as const;
const importTimeoutMs = 120_000;

export function activityCalls(call: Caller): ActivityCalls {
  const start = (
    name: string,
    body: unknown,
    doing: string,
    options: CallOptions | undefined,
    timeoutMs?: number,
  ) =>
    call(
      {
        method: 'POST',
        path: `/activities/${name}`,
        body,
        read: json(activitySchema),
        // All of these leave the same state when they run twice (facts, section 12).
        repeat: 'safe',
        timeoutMs,
        needs,
        doing,
      },
      options,
    );

  return {
    async importJson({ contacts, listIds }, options) {
      if (splitImport(contacts).length > 1) {
        throw new RulepostError('import-too-large', { who: `${contacts.length} people` });
      }
      const body = importBody(contacts, listIds);
      return start('contacts_json_import', body, 'import people', options, importTimeoutMs);
    },

    addToLists: (change, options) =>
      start('add_list_memberships', snakeKeys(change), 'put people on a list', options),

    removeFromLists: (change, options) =>
      start('remove_list_memberships', snakeKeys(change), 'take people off a list', options),

    deleteLists: (listIds, options) =>
      start('list_delete', { list_ids: listIds }, 'delete contact lists', options),

    get: (activityId, options) =>
      call(
        {
          method: 'GET',
          path: `/activities/${segment(activityId)}`,
          read: json(activitySchema),
          repeat: 'safe',
          needs,
          doing: 'look how an import or list change went',
        },
        options,
      ),

    list: (query = {}, options) =>
      paged(
        call,
        {
          path: '/activities',
          query: { limit: 500, state: query.state },
          needs,
          doing: 'read the recent imports and list changes',
        },
        'activities',
        activitySchema,
        options,
      ),
  };
}
