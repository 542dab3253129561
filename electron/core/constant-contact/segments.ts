/** Segments: audiences the service works out itself when it sends. Facts, section 5. */
import { z } from 'zod';
import { text } from './answers.ts';
import type { Caller, CallOptions } from './call.ts';
import { type Paged, paged } from './paging.ts';

const segmentSchema = z.looseObject({
  segment_id: z.number(),
  name: z.string(),
  created_at: text,
  edited_at: text,
});
export type Segment = z.infer<typeof segmentSchema>;

export interface SegmentCalls {
  list(options?: CallOptions): Paged<Segment>;
}

export function segmentCalls(call: Caller): SegmentCalls {
  return {
    list: (options) =>
      paged(
        call,
        {
          path: '/segments',
          query: { limit: 1_000 },
          needs: { scope: 'contact_data', privilege: 'contacts:lists:read' },
          doing: 'read the segments',
        },
        'segments',
        segmentSchema,
        options,
      ),
  };
}
