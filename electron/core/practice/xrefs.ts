/** V2 ids to V3 ids. Here the V2 id of a thing is its number (constant-contact-v3 facts, section 10). */
import { type Endpoint, type Practice, readList } from './context.ts';
import type { Entity } from './entities.ts';
import { invalid, type KeyGroup, notFound } from './errors.ts';

export function xrefEndpoints(practice: Practice): Endpoint[] {
  const { state } = practice;

  /** Ids may be zero-padded; what is known comes back in ascending order, not in the order asked. */
  function lookUp<T extends Entity>(
    query: URLSearchParams,
    name: string,
    most: number,
    items: T[],
    group: KeyGroup,
  ): T[] {
    const ids = readList(query, name);
    if (ids.length === 0 || ids.length > most || ids.some((id) => !/^\d+$/.test(id))) {
      throw invalid(group, `${name} takes 1 to ${most} numeric ids.`);
    }
    const wanted = new Set(ids.map(Number));
    const found = items.filter((item) => wanted.has(item.seq));
    if (found.length < wanted.size && practice.switches.unknownXref === '404') {
      throw notFound(group, 'One or more ids were not found.');
    }
    return found;
  }

  return [
    {
      method: 'GET',
      path: '/contacts/contact_id_xrefs',
      scope: 'contact_data',
      privilege: 'contacts:read',
      handle({ query }) {
        const found = lookUp(query, 'sequence_ids', 500, state.contacts.all(), 'contacts');
        const xrefs = found.map((c) => ({ sequence_id: String(c.seq), contact_id: c.id }));
        return { status: 200, body: { xrefs } };
      },
    },
    {
      method: 'GET',
      path: '/contact_lists/list_id_xrefs',
      scope: 'contact_data',
      privilege: 'contacts:lists:read',
      handle({ query }) {
        const found = lookUp(query, 'sequence_ids', 500, state.lists.all(), 'contacts');
        const xrefs = found.map((list) => ({ sequence_id: String(list.seq), list_id: list.id }));
        return { status: 200, body: { xrefs } };
      },
    },
    {
      method: 'GET',
      path: '/emails/campaign_id_xrefs',
      scope: 'campaign_data',
      privilege: 'campaign:read',
      handle({ query }) {
        const name = 'v2_email_campaign_ids';
        const found = lookUp(query, name, 50, state.campaigns.all(), 'campaigns');
        return {
          status: 200,
          body: {
            xrefs: found.map((campaign) => ({
              v2_email_campaign_id: String(campaign.seq),
              campaign_id: campaign.id,
              campaign_activity_id: campaign.primaryId,
            })),
          },
        };
      },
    },
  ];
}
