/**
 * Errors that reach a person. Each has a stable code, says what happened and what the person can
 * do. The words stand in the catalogues beside this file, one per area; code only names a code and
 * fills in the blanks.
 */
import { z } from 'zod';
import { catalogue, type ErrorCode } from './catalogue.ts';

/** The form in which an error crosses a boundary (page, command line, activity, database). */
export const problemSchema = z.object({
  code: z.string(),
  what: z.string(),
  advice: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

export type ProblemParams = Record<string, string | number>;

/** An error with a code from the catalogue. `params` fill the `{blanks}` of its words. */
export class RulepostError extends Error {
  override readonly name = 'RulepostError';
  readonly code: ErrorCode;
  readonly advice: string;
  readonly params: ProblemParams;
  /** For diagnostics only, never shown first: raw answers, minus secrets. */
  readonly details: unknown;

  constructor(
    code: ErrorCode,
    params: ProblemParams = {},
    options: { cause?: unknown; details?: unknown } = {},
  ) {
    const words = catalogue[code];
    super(fillWords(words.what, params), { cause: options.cause });
    this.code = code;
    this.advice = fillWords(words.advice, params);
    this.params = params;
    this.details = options.details;
  }
}

/** @returns the problem to show for anything thrown; what is not ours becomes `unexpected`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof RulepostError) {
    return { code: error.code, what: error.message, advice: error.advice };
  }
  const message = error instanceof Error ? error.message : String(error);
  return toProblem(new RulepostError('unexpected', { message }, { cause: error }));
}

/** @returns true when `error` is ours and carries one of `codes`. */
export function hasCode(error: unknown, ...codes: ErrorCode[]): error is RulepostError {
  return error instanceof RulepostError && codes.includes(error.code);
}

/**
 * Fills the `{blanks}` of a template; an unknown blank stays as it is. `{count|row|rows}` becomes
 * "row" when count is 1, else "rows".
 */
export function fillWords(template: string, params: ProblemParams): string {
  return template
    .replace(/\{(\w+)\|([^|}]*)\|([^}]*)\}/g, (_, name: string, one: string, more: string) =>
      params[name] === 1 ? one : more,
    )
    .replace(/\{(\w+)\}/g, (blank, name: string) => {
      const value = params[name];
      return typeof value === 'number' ? value.toLocaleString('en-US') : (value ?? blank);
    });
}
