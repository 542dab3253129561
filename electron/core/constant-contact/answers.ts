/** Reading answers: known fields are checked, unknown ones kept, unknown values tolerated. */
import { z } from 'zod';
import type { Read } from './call.ts';

/** The values known today, and whatever the service may come up with tomorrow. */
export type Open<Known extends string> = Known | (string & Record<never, never>);

/** A string of which only some values are known. */
export function open<Known extends string>(): z.ZodType<Open<Known>> {
  return z.string() as z.ZodType<Open<Known>>;
}

/** A field that may be absent or null, as almost every field of the service's answers may. */
export const text = z.string().nullish();
export const count = z.number().nullish();

/**
 * @returns a reader for JSON of the given shape; it throws SyntaxError for what is no JSON at all,
 *   TypeError for another shape
 */
export function json<T>(schema: z.ZodType<T>): Read<T> {
  return (body) => {
    const value = parse(body);
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw new TypeError(
      `${issue?.path.join('.') || 'the answer'}: ${issue?.message ?? 'not as agreed'}`,
    );
  };
}

function parse(body: string): unknown {
  if (body.trim() === '') throw new SyntaxError('it was empty');
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new SyntaxError('it was cut off or not in the agreed form', { cause: error });
  }
}

/** For calls whose success says everything (204, or a body nobody needs). */
export const nothing: Read<void> = () => {};
