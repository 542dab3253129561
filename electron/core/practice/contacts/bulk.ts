/** Bulk activities: queued now, worked on later (constant-contact-v3 facts, section 6). */
import { z } from 'zod';
import { type Endpoint, iso, type Practice, readBody, readChoice } from '../context.ts';
import type { BulkActivity, BulkWork } from '../entities.ts';
import { invalid, notFound } from '../errors.ts';
import { paginate } from '../paging.ts';
import { fitIntoImport, importSchema, runImport } from './imports.ts';
import { changeMemberships, checkSource, membershipSchema } from './memberships.ts';

/** `GET /activities` goes back this far. */
const listedMs = 10 * 86_400_000;
const uuids = z.array(z.uuid());

export function bulkEndpoints(practice: Practice): Endpoint[] {
  const { state } = practice;
  const access = { scope: 'contact_data', privilege: 'contacts:write' };
  const checkLists = (ids: string[]): void => {
    for (const id of ids) {
      const list = state.lists.get(id);
      if (!list || list.deletedAt !== undefined) throw invalid('contacts', `List ${id} not found.`);
    }
  };
  const accept = (work: BulkWork, status: Record<string, number>, now: number) => ({
    status: 201,
    body: queueBulk(practice, work, status, now),
  });
  const membership = (kind: 'add' | 'remove'): Endpoint => ({
    method: 'POST',
    path: `/activities/${kind}_list_memberships`,
    ...access,
    bulk: true,
    handle({ body, now }) {
      const input = readBody(membershipSchema, body, 'contacts');
      checkSource(kind, input);
      checkLists(input.list_ids);
      return accept(
        {
          kind,
          source: input.source,
          exclude: input.exclude?.contact_ids ?? [],
          listIds: input.list_ids,
        },
        { items_total_count: 0, items_completed_count: 0, list_count: input.list_ids.length },
        now,
      );
    },
  });

  return [
    {
      method: 'POST',
      path: '/activities/contacts_json_import',
      ...access,
      bulk: true,
      handle({ body, now }) {
        const input = readBody(importSchema, body, 'contacts');
        checkLists(input.list_ids);
        if (input.import_data.length > practice.limits.importContacts) {
          throw invalid('contacts', `Import at most ${practice.limits.importContacts} contacts.`);
        }
        const rows = fitIntoImport(input.import_data, practice.limits.importBytes);
        return accept(
          { kind: 'import', rows, listIds: input.list_ids },
          {
            items_total_count: rows.length,
            person_count: 0,
            error_count: 0,
            correctable_count: 0,
            cannot_add_to_list_count: 0,
          },
          now,
        );
      },
    },
    membership('add'),
    membership('remove'),
    {
      method: 'POST',
      path: '/activities/list_delete',
      ...access,
      bulk: true,
      handle({ body, now }) {
        const schema = z.object({ list_ids: uuids.min(1).max(100) });
        const { list_ids } = readBody(schema, body, 'contacts');
        return accept(
          { kind: 'delete-lists', listIds: list_ids },
          { list_count: list_ids.length },
          now,
        );
      },
    },
    {
      method: 'GET',
      path: '/activities',
      ...access,
      handle({ query, now }) {
        const states = ['processing', 'completed', 'cancelled', 'failed', 'timed_out'] as const;
        const wanted = readChoice(query, 'state', states, 'contacts');
        const page = paginate(
          state.bulk
            .all()
            .filter((a) => a.createdAt > now - listedMs && (!wanted || a.state === wanted))
            .toReversed(),
          query,
          { path: '/v3/activities', group: 'contacts', defaultLimit: 50, maxLimit: 500 },
          practice.switches,
          now,
        );
        return { status: 200, body: { activities: page.items.map(renderBulk), ...page.links } };
      },
    },
    {
      method: 'GET',
      path: '/activities/{activity_id}',
      ...access,
      handle({ params }) {
        const activity = state.bulk.get(params.activity_id ?? '');
        if (!activity) throw notFound('contacts', 'Activity not found.');
        return { status: 200, body: renderBulk(activity) };
      },
    },
  ];
}

/** Queues work; it begins after a third of the delay, and not before the work queued earlier. */
export function queueBulk(
  practice: Practice,
  work: BulkWork,
  status: Record<string, number>,
  now: number,
) {
  const { state, switches, delays } = practice;
  const busyUntil =
    switches.bulkOrder === 'parallel'
      ? 0
      : state.bulk
          .all()
          .reduce((latest, a) => (a.work === null ? latest : Math.max(latest, a.endsAt)), 0);
  const startsAt = Math.max(now + Math.round(delays.bulk / 3), busyUntil);
  const activity: BulkActivity = {
    id: practice.newId(),
    seq: state.bulk.nextSeq(),
    state: 'initialized',
    createdAt: now,
    startsAt,
    endsAt: startsAt + Math.round((delays.bulk * 2) / 3),
    work,
    status,
  };
  state.bulk.put(activity);
  return renderBulk(activity);
}

/** Does the work of an activity whose time has come. */
export function finishBulk(practice: Practice, activity: BulkActivity): void {
  const { work, endsAt } = activity;
  switch (work?.kind) {
    case 'import':
      activity.status = runImport(practice, work, endsAt);
      break;
    case 'add':
    case 'remove':
      activity.status = changeMemberships(practice, work, endsAt);
      break;
    case 'delete-lists':
      deleteLists(practice, work.listIds, endsAt);
      break;
  }
  activity.work = null;
  activity.state = 'completed';
  practice.state.bulk.put(activity);
}

function deleteLists(practice: Practice, listIds: string[], now: number): void {
  const { state } = practice;
  for (const id of listIds) {
    const list = state.lists.get(id);
    if (!list || list.deletedAt !== undefined) continue;
    list.deletedAt = now;
    list.updatedAt = now;
    state.lists.put(list);
  }
  const gone = new Set(listIds);
  for (const contact of state.contacts.all()) {
    if (!contact.lists.some((id) => gone.has(id))) continue;
    contact.lists = contact.lists.filter((id) => !gone.has(id));
    state.contacts.put(contact);
  }
}

function renderBulk(activity: BulkActivity) {
  const { state } = activity;
  const updatedAt = { initialized: activity.createdAt, processing: activity.startsAt }[
    state as string
  ];
  return {
    activity_id: activity.id,
    state,
    ...(state === 'initialized' ? {} : { started_at: iso(activity.startsAt) }),
    ...(state === 'completed' ? { completed_at: iso(activity.endsAt) } : {}),
    created_at: iso(activity.createdAt),
    updated_at: iso(updatedAt ?? activity.endsAt),
    percent_done: state === 'completed' ? 100 : state === 'processing' ? 50 : 1,
    // Row errors only show in the counters: the API has no report per row.
    activity_errors: [],
    status: activity.status,
    _links: { self: { href: `/v3/activities/${activity.id}` } },
  };
}
