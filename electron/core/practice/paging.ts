/**
 * Pages of a collection. `_links.next.href` is relative (`/v3/...`) and carries everything in an
 * opaque cursor (constant-contact-v3 facts, section 3).
 */
import type { Entity } from './entities.ts';
import { invalid, type KeyGroup } from './errors.ts';
import type { PracticeSwitches } from './switches.ts';

export interface PageRules {
  /** Path the next link leads to, e.g. `/v3/contacts`. */
  path: string;
  group: KeyGroup;
  defaultLimit: number;
  maxLimit: number;
}

export interface Page<T> {
  items: T[];
  /** Spread into the body: `_links`, unless the last page has none. */
  links: { _links?: { next?: { href: string | null } | null } };
}

/** Query of a call: what the cursor holds, or else what stands in the address. */
export function effectiveQuery(
  query: URLSearchParams,
  switches: PracticeSwitches,
  now: number,
): URLSearchParams {
  const cursor = query.get('cursor');
  if (cursor === null) return query;
  const held = new URLSearchParams(Buffer.from(cursor, 'base64').toString('utf8'));
  const issued = Number(held.get('at'));
  const lifetime = switches.cursorLifetimeSeconds;
  if (!held.has('next') || (lifetime !== null && now - issued > lifetime * 1000)) {
    throw invalid('contacts', 'The cursor is not valid.');
  }
  return held;
}

/**
 * @param items all matches, in the order they are listed
 * @param query as `effectiveQuery` gives it
 */
export function paginate<T extends Entity>(
  items: T[],
  query: URLSearchParams,
  rules: PageRules,
  switches: PracticeSwitches,
  now: number,
): Page<T> {
  const limit = limitOf(query, rules);
  const next = query.get('next');
  const from = next === null ? 0 : startOf(items, Number(next));
  const page = items.slice(from, from + limit);
  const following = items[from + limit];
  if (!following) return { items: page, links: lastLinks(switches) };

  const held = new URLSearchParams({ limit: String(limit), next: String(following.seq) });
  for (const [name, value] of query) if (!held.has(name)) held.append(name, value);
  held.set('at', String(now));
  const cursor = Buffer.from(held.toString()).toString('base64');
  return {
    items: page,
    links: { _links: { next: { href: `${rules.path}?cursor=${encodeURIComponent(cursor)}` } } },
  };
}

/** The item a page begins with; should it be gone by now, whatever comes after it in the order. */
function startOf(items: Entity[], next: number): number {
  const exact = items.findIndex((item) => item.seq === next);
  if (exact !== -1) return exact;
  const descending = (items[0]?.seq ?? 0) > (items.at(-1)?.seq ?? 0);
  const later = items.findIndex((item) => (descending ? item.seq < next : item.seq > next));
  return later === -1 ? items.length : later;
}

function limitOf(query: URLSearchParams, rules: PageRules): number {
  const text = query.get('limit');
  if (text === null) return rules.defaultLimit;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > rules.maxLimit) {
    throw invalid(rules.group, `limit must be between 1 and ${rules.maxLimit}.`);
  }
  return limit;
}

function lastLinks(switches: PracticeSwitches): Page<never>['links'] {
  switch (switches.lastPage) {
    case 'empty-links':
      return { _links: {} };
    case 'no-links':
      return {};
    case 'null-next':
      return { _links: { next: null } };
    case 'null-href':
      return { _links: { next: { href: null } } };
  }
}
