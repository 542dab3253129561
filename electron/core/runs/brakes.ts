/** Reasons to hold a run until a person has looked at it. */
import { basename } from 'node:path';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Rule } from '../../../shared/rules/schema.ts';
import type { Strategy } from '../store/runs.ts';
import { priceOf } from './price.ts';

/** More campaigns than this at once are nothing anybody expects of one mail. */
const campaignsUnasked = 20;

/**
 * @param sizes recipients of each run that would be made now
 * @param unsure the rows may have been there before the rule was switched on
 * @returns why to hold them, or null
 */
export function heldBecause(
  rule: Rule,
  sizes: readonly number[],
  strategy: Strategy,
  unsure: boolean,
): RulepostError | null {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  if (count === 0) return null;
  if (unsure) return new RulepostError('first-rows', { file: basename(rule.when.file), count });
  const limit = rule.safeguards.approveAbove;
  if (count > limit) return new RulepostError('approval-needed', { count, limit });
  return heldForPrice(sizes, strategy);
}

export function heldForPrice(sizes: readonly number[], strategy: Strategy): RulepostError | null {
  if (sizes.length <= campaignsUnasked) return null;
  const calls = priceOf(sizes, strategy).least;
  return new RulepostError('many-campaigns', { campaigns: sizes.length, calls });
}
