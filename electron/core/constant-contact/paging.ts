/** Collections that come in pages: one after the other, as far as the reader reads. */
import { z } from 'zod';
import { json } from './answers.ts';
import type { Caller, CallOptions, CallSpec } from './call.ts';
import { bodyFailure } from './failure.ts';
import { toRulepostError } from './problems.ts';

/** Items one by one, or page by page. Each walk starts anew; a page is fetched when needed. */
export interface Paged<T> extends AsyncIterable<T> {
  pages(): AsyncIterable<T[]>;
}

interface Page<T> {
  items: T[];
  next: string | null;
}

/** `read` and `repeat` are the same for every collection; `limit` is the largest allowed. */
export type PagedSpec = Pick<CallSpec<unknown>, 'path' | 'query' | 'needs' | 'doing'>;

/** @param key name of the array within the answer, e.g. `contacts` */
export function paged<T>(
  call: Caller,
  spec: PagedSpec,
  key: string,
  item: z.ZodType<T>,
  options?: CallOptions,
): Paged<T> {
  const first: CallSpec<Page<T>> = {
    ...spec,
    method: 'GET',
    repeat: 'safe',
    read: json(pageSchema(key, item)),
  };

  async function* pages(): AsyncGenerator<T[]> {
    const seen = new Set<string>();
    for (let link: string | undefined; ; ) {
      const page = await call({ ...first, link }, options);
      yield page.items;
      if (page.next === null) return;
      if (seen.has(page.next)) throw repeats(spec, page.next);
      seen.add(page.next);
      link = page.next;
    }
  }

  async function* items(): AsyncGenerator<T> {
    for await (const page of pages()) yield* page;
  }

  return { pages, [Symbol.asyncIterator]: items };
}

/**
 * The end is an absent or null `_links`, `next` or `href` (constant-contact-v3 facts, section 3).
 * The array may be absent when there is nothing: no collection's description requires it.
 */
function pageSchema<T>(key: string, item: z.ZodType<T>): z.ZodType<Page<T>> {
  const next = z.looseObject({ href: z.string().nullish() }).nullish();
  const links = z.looseObject({ next }).nullish();
  return z.looseObject({ _links: links }).transform((answer, context) => {
    const items = z.array(item).nullish().safeParse(answer[key]);
    if (!items.success) {
      const [issue] = items.error.issues;
      context.addIssue({
        code: 'custom',
        message: issue?.message ?? '',
        path: [key, ...(issue?.path ?? [])],
      });
      return z.NEVER;
    }
    return { items: items.data ?? [], next: answer._links?.next?.href || null };
  });
}

/** A link that comes back would be followed for ever, at the price of the day's calls. */
function repeats(spec: PagedSpec, link: string): Error {
  const tried = { method: 'GET', path: spec.path, token: '' };
  const reason = new TypeError('its pages lead round in a circle');
  return toRulepostError(bodyFailure(tried, 200, link, reason), spec);
}
