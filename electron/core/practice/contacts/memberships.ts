/** Adding people to lists and taking them off, in bulk (constant-contact-v3 facts, section 6). */
import { z } from 'zod';
import type { Practice } from '../context.ts';
import type { BulkWork, Contact, MembershipSource } from '../entities.ts';
import { invalid } from '../errors.ts';
import { isMailable } from './mailable.ts';
import { isInSegment } from './tags-segments.ts';

const uuids = z.array(z.uuid());
export const membershipSchema = z.object({
  source: z.object({
    contact_ids: uuids.max(500).optional(),
    list_ids: uuids.max(50).optional(),
    tag_ids: uuids.optional(),
    segment_id: z.int().optional(),
    all_active_contacts: z.boolean().optional(),
    engagement_level: z.string().optional(),
  }),
  exclude: z.object({ contact_ids: uuids.optional() }).optional(),
  list_ids: uuids.min(1).max(50),
});

const maxLists = 50;

/** @throws ApiProblem 400 unless exactly one source is given, and one that this activity knows */
export function checkSource(
  kind: 'add' | 'remove',
  { source, exclude }: z.infer<typeof membershipSchema>,
): void {
  const given = Object.entries(source).filter(([, v]) => v !== undefined && v !== false);
  if (given.length !== 1) throw invalid('contacts', 'source must have exactly one property.');
  if (kind === 'remove' && source.segment_id !== undefined) {
    throw invalid('contacts', 'segment_id is not a source to remove from.');
  }
  const canExclude = source.all_active_contacts === true || source.list_ids !== undefined;
  if (exclude?.contact_ids && !canExclude) {
    throw invalid('contacts', 'exclude needs all_active_contacts or list_ids as the source.');
  }
}

/** @returns the counters of the finished activity */
export function changeMemberships(
  practice: Practice,
  work: Extract<BulkWork, { kind: 'add' | 'remove' }>,
  now: number,
): Record<string, number> {
  const { state, switches } = practice;
  const excluded = new Set(work.exclude);
  const chosen = chooseContacts(practice, work.source).filter((c) => !excluded.has(c.id));
  const lists = work.listIds.filter((id) => state.lists.get(id)?.deletedAt === undefined);
  for (const contact of chosen) {
    const before = contact.lists.length;
    if (work.kind === 'remove') {
      contact.lists = contact.lists.filter((id) => !lists.includes(id));
    } else if (isMailable(contact) || switches.membershipOfUnmailable === 'added') {
      contact.lists = [...new Set([...contact.lists, ...lists])].slice(0, maxLists);
    }
    if (contact.lists.length === before) continue;
    contact.updatedAt = now;
    state.contacts.put(contact);
  }
  return {
    items_total_count: chosen.length,
    items_completed_count: chosen.length,
    list_count: work.listIds.length,
  };
}

function chooseContacts(practice: Practice, source: MembershipSource): Contact[] {
  const { state } = practice;
  if (source.contact_ids) {
    return source.contact_ids.flatMap((id) => state.contacts.get(id) ?? []);
  }
  const segment =
    source.segment_id === undefined ? undefined : state.segments.get(String(source.segment_id));
  return state.contacts.all().filter((contact) => {
    if (source.list_ids) return source.list_ids.some((id) => contact.lists.includes(id));
    if (source.tag_ids) return source.tag_ids.some((id) => contact.tags.includes(id));
    if (segment) return isInSegment(contact, segment);
    // How engagement levels are computed is not known: nobody has one here.
    return source.all_active_contacts === true && isMailable(contact);
  });
}
