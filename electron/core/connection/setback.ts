/** A failure that is tried again, with pauses that grow. */
import type { RulepostError } from '../../../shared/errors/problem.ts';

export interface Setback {
  readonly error: RulepostError;
  /** How many times in a row. */
  readonly tries: number;
  /** Epoch ms. */
  readonly retryAt: number;
}

const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

/** @param random 0 to 1: the pause is between half and all of 5, 10, 20... seconds, at most 5 minutes */
export function nextSetback(
  before: Setback | null,
  error: RulepostError,
  now: number,
  random: number,
): Setback {
  const tries = (before?.tries ?? 0) + 1;
  const pause = Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE);
  return { error, tries, retryAt: Math.round(now + pause * (0.5 + random / 2)) };
}
