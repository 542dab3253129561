/** Tags on contacts. Facts, section 5. */
import { z } from 'zod';
import { count, text } from './answers.ts';
import type { Caller, CallOptions } from './call.ts';
import { type Paged, paged } from './paging.ts';

const tagSchema = z.looseObject({
  tag_id: z.string(),
  name: z.string(),
  contacts_count: count,
  created_at: text,
  updated_at: text,
});
export type Tag = z.infer<typeof tagSchema>;

export interface TagCalls {
  list(options?: CallOptions): Paged<Tag>;
}

export function tagCalls(call: Caller): TagCalls {
  return {
    list: (options) =>
      paged(
        call,
        {
          path: '/contact_tags',
          query: { limit: 500 },
          needs: { scope: 'contact_data', privilege: 'contacts:read' },
          doing: 'read the tags',
        },
        'tags',
        tagSchema,
        options,
      ),
  };
}
