/** JSON in columns. What is in a row is checked like everything that comes from outside. */
import type { z } from 'zod';
import { type Problem, problemSchema, RulepostError } from '../../../shared/errors/problem.ts';

/**
 * @param column named in the error, e.g. `run.mail`
 * @throws RulepostError `database-corrupt`
 */
export function readJson<T>(schema: z.ZodType<T>, text: string, column: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new RulepostError('database-corrupt', { file: `(${column})` }, { cause: error });
  }
}

export function readProblem(text: string | null, column: string): Problem | null {
  return text === null ? null : readJson(problemSchema, text, column);
}

export function writeProblem(problem: Problem | null): string | null {
  return problem === null ? null : JSON.stringify(problem);
}
