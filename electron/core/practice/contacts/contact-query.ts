/** Which contacts `GET /contacts` lists (constant-contact-v3 facts, section 4). */

import { type Answer, type Practice, readInstant, readList } from '../context.ts';
import type { Contact } from '../entities.ts';
import { invalid, notFound } from '../errors.ts';
import { listed } from '../listing-lag.ts';
import { paginate } from '../paging.ts';
import { readInclude, renderContact } from './contact-view.ts';
import { isMailable } from './mailable.ts';
import { isInSegment } from './tags-segments.ts';

const statuses = [
  'all',
  'active',
  'deleted',
  'not_set',
  'pending_confirmation',
  'temp_hold',
  'unsubscribed',
];

export function queryContacts(practice: Practice, query: URLSearchParams, now: number): Answer {
  const matches = query.has('segment_id')
    ? segmentMembers(practice, query)
    : listed(practice, practice.state.contacts.all().filter(readFilter(query)), now);
  if (matches === 'later') return { status: 202, body: { status: 'processing' } };
  const page = paginate(
    matches,
    query,
    { path: '/v3/contacts', group: 'contacts', defaultLimit: 50, maxLimit: 500 },
    practice.switches,
    now,
  );
  const include = readInclude(query);
  return {
    status: 200,
    body: {
      contacts: page.items.map((contact) => renderContact(contact, include)),
      ...(query.get('include_count') === 'true' ? { contacts_count: matches.length } : {}),
      ...page.links,
    },
  };
}

/** A segment may be asked for with `limit` only; the answer may have to be fetched again. */
function segmentMembers(practice: Practice, query: URLSearchParams): Contact[] | 'later' {
  for (const name of query.keys()) {
    if (!['segment_id', 'limit', 'next', 'at'].includes(name)) {
      throw invalid('contacts', 'segment_id can only be combined with limit.');
    }
  }
  const segment = practice.state.segments.get(query.get('segment_id') ?? '');
  if (!segment) throw notFound('contacts', 'Segment not found.');
  if (practice.switches.segmentAnswersLater && !segment.asked) {
    segment.asked = true;
    practice.state.segments.put(segment);
    return 'later';
  }
  return practice.state.contacts
    .all()
    .filter((contact) => contact.deletedAt === undefined && isInSegment(contact, segment));
}

function readFilter(query: URLSearchParams): (contact: Contact) => boolean {
  const wanted = readList(query, 'status');
  for (const status of wanted) {
    if (!statuses.includes(status)) {
      throw invalid('contacts', `status takes ${statuses.join(', ')}.`);
    }
  }
  const email = query.get('email')?.trim().toLowerCase();
  const lists = readLimited(query, 'lists', 25);
  const tags = readLimited(query, 'tags', 50);
  const span = (name: string) => ({
    after: readInstant(query, `${name}_after`, 'contacts'),
    before: readInstant(query, `${name}_before`, 'contacts'),
  });
  const [updated, created, optOut] = [span('updated'), span('created'), span('optout')];

  return (contact) =>
    hasStatus(contact, wanted) &&
    (email === undefined || contact.email?.address.toLowerCase() === email) &&
    (lists.length === 0 || lists.some((id) => contact.lists.includes(id))) &&
    (tags.length === 0 || tags.some((id) => contact.tags.includes(id))) &&
    isWithin(contact.updatedAt, updated) &&
    isWithin(contact.createdAt, created) &&
    isWithin(contact.email?.optOutAt, optOut);
}

/** Without a status, everybody who is not deleted. */
function hasStatus(contact: Contact, wanted: string[]): boolean {
  const deleted = contact.deletedAt !== undefined;
  if (wanted.length === 0) return !deleted;
  return wanted.some((status) => {
    if (status === 'all') return true;
    if (status === 'deleted') return deleted;
    if (status === 'active') return isMailable(contact);
    return !deleted && contact.email?.permission === status;
  });
}

function isWithin(
  instant: number | undefined,
  { after, before }: { after: number | undefined; before: number | undefined },
): boolean {
  if (after === undefined && before === undefined) return true;
  if (instant === undefined) return false;
  return (after === undefined || instant > after) && (before === undefined || instant < before);
}

function readLimited(query: URLSearchParams, name: string, most: number): string[] {
  const values = readList(query, name);
  if (values.length > most) throw invalid('contacts', `${name} takes at most ${most} ids.`);
  return values;
}
