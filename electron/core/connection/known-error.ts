import { RulepostError } from '../../../shared/errors/problem.ts';

/** @returns what was thrown, as an error with a code; what is not ours becomes `unexpected` */
export function knownError(thrown: unknown): RulepostError {
  if (thrown instanceof RulepostError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new RulepostError('unexpected', { message }, { cause: thrown });
}
