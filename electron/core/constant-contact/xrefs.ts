/** V2 ids to V3 ids, for what was stored before V2 ended. Facts, section 10. */
import { z } from 'zod';
import { hasCode } from '../../../shared/errors/problem.ts';
import { json } from './answers.ts';
import type { Caller, CallOptions, Needs } from './call.ts';
import { chunks } from './wire.ts';

export interface XrefSpec<T> {
  path: string;
  /** Query parameter that takes the V2 ids. */
  parameter: string;
  /** Ids per call. */
  size: number;
  item: z.ZodType<T>;
  needs: Needs;
  doing: string;
}

/**
 * @returns one entry for each id the service knows, in no certain order: match by id. Whether the
 *   service leaves an unknown id out or answers "not found" is not documented; for a call with one
 *   id both mean the same here.
 */
export async function xrefs<T>(
  call: Caller,
  spec: XrefSpec<T>,
  ids: readonly string[],
  options?: CallOptions,
): Promise<T[]> {
  const schema = z.looseObject({ xrefs: z.array(spec.item).nullish() });
  const found: T[] = [];
  for (const chunk of chunks(ids, spec.size)) {
    try {
      const answer = await call(
        {
          method: 'GET',
          path: spec.path,
          query: { [spec.parameter]: chunk },
          read: json(schema),
          repeat: 'safe',
          needs: spec.needs,
          doing: spec.doing,
        },
        options,
      );
      found.push(...(answer.xrefs ?? []));
    } catch (error) {
      if (!(chunk.length === 1 && hasCode(error, 'not-found'))) throw error;
    }
  }
  return found;
}
