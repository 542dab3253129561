/** Turns whatever a command failed with into words and an exit code. */
import { z } from 'zod';
import {
  type Problem,
  problemSchema,
  RulepostError,
  toProblem,
} from '../../shared/errors/problem.ts';
import { exitCodes } from './exit-codes.ts';

/** @returns the exit code that goes with a problem's code. */
export function exitCodeOf(problem: Pick<Problem, 'code'>): number {
  switch (problem.code) {
    case 'not-connected':
    case 'reconnect-needed':
      return exitCodes.reconnect;
    case 'wrong-usage':
      return exitCodes.wrongUsage;
    default:
      return exitCodes.failed;
  }
}

/** Ends a command with a problem the core has stored (of an attempt, of a run). */
export class StoredProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.what);
    this.problem = problem;
  }
}

/** What the RPC layer says about input it refuses. */
const refusedSchema = z.object({
  issues: z.array(
    z.object({
      code: z.string().optional(),
      path: z.array(z.union([z.string(), z.number()])).optional(),
    }),
  ),
});

/**
 * @param error thrown by a call (in this process or over HTTP) or by the command itself
 * @returns its words; what the RPC layer wraps is unwrapped
 */
export function toCliProblem(error: unknown): Problem {
  if (error instanceof RulepostError) return toProblem(error);
  if (error instanceof StoredProblem) return error.problem;
  const thrown: { code?: unknown; data?: unknown } = Object(error);
  const { code, data } = thrown;
  if (code === 'PROBLEM') {
    const parsed = problemSchema.safeParse(data);
    if (parsed.success) return parsed.data;
  }
  if (code === 'BAD_REQUEST') {
    return toProblem(new RulepostError('wrong-usage', { reason: refusedWords(data) }));
  }
  return toProblem(error);
}

/** What calls take, as a person would call it. */
const inputNames: Readonly<Record<string, string>> = {
  id: 'the name',
  ruleId: 'the name of the rule',
  clientId: 'the API key (client id)',
  clientSecret: 'the client secret',
  address: 'the pasted address',
  text: 'the rule file',
};

/** The check's own words name types and limits of the program; people get what is wrong with what. */
function refusedWords(data: unknown): string {
  const parsed = refusedSchema.safeParse(data);
  const issues = parsed.success ? parsed.data.issues : [];
  const words = issues.map(({ code, path }) => {
    const name = inputNames[String(path?.[0])] ?? 'something that was given';
    if (code === 'too_big') return `${name} is too long`;
    return code === 'too_small' ? `${name} is missing` : `${name} is not valid`;
  });
  return `${[...new Set(words)].join(', and ') || 'something that was given is not valid'}.`;
}
