/** Turns whatever a command failed with into words and an exit code. */
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

/**
 * @param error thrown by a call (in this process or over HTTP) or by the command itself
 * @returns its words; what the RPC layer wraps is unwrapped
 */
export function toCliProblem(error: unknown): Problem {
  if (error instanceof RulepostError) return toProblem(error);
  if (error instanceof StoredProblem) return error.problem;
  const thrown: { code?: unknown; data?: unknown; message?: unknown } = Object(error);
  const { code, data, message } = thrown;
  if (code === 'PROBLEM') {
    const parsed = problemSchema.safeParse(data);
    if (parsed.success) return parsed.data;
  }
  if (code === 'BAD_REQUEST') {
    const issues = (data as { issues?: { message?: string }[] } | undefined)?.issues ?? [];
    const reason = issues.map((issue) => issue.message).join('; ') || String(message);
    return toProblem(new RulepostError('wrong-usage', { reason }));
  }
  return toProblem(error);
}
