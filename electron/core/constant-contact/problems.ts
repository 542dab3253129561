/** From a failed request to an error with words for a person. */
import { type ProblemParams, RulepostError } from '../../../shared/errors/problem.ts';
import type { CallSpec } from './call.ts';
import type { ApiFailure } from './failure.ts';

type Code = ConstructorParameters<typeof RulepostError>[0];
type Asked = Pick<CallSpec<unknown>, 'doing' | 'needs'>;

/**
 * @param maybeDone whether this or an earlier attempt of the same call may have been taken
 * @returns the error to throw; `details` holds the facts for diagnostics and `maybeDone`
 */
export function toRulepostError(
  failure: ApiFailure,
  asked: Asked,
  maybeDone = failure.maybeDone,
): RulepostError {
  const reason =
    failure.messages
      .join('; ')
      .slice(0, 500)
      .replace(/[.\s]+$/, '') || 'it gave no reason';
  const params: ProblemParams = {
    doing: asked.doing,
    reason,
    scope: asked.needs.scope,
    privilege: asked.needs.privilege,
  };
  const { method, path, status, keys, messages, body } = failure;
  return new RulepostError(codeOf(failure), params, {
    cause: failure,
    details: { method, path, status, keys, messages, body, maybeDone },
  });
}

/** @returns true when what failed with `error` may have been done all the same: look first */
export function maybeDone(error: unknown): boolean {
  if (!(error instanceof RulepostError)) return false;
  return (error.details as { maybeDone?: boolean } | undefined)?.maybeDone === true;
}

/** The per-day limit, as opposed to the per-second one (constant-contact-v3 facts, section 2). */
export function isQuotaExceeded(failure: ApiFailure): boolean {
  return failure.status === 429 && failure.keys.includes('quota_exceeded');
}

/** Any other 429: per second, or more than 1,000 bulk activities queued. */
export function isThrottled(failure: ApiFailure): boolean {
  return failure.status === 429 && !isQuotaExceeded(failure);
}

/** Failures that may be over by the next attempt. */
export function isPassing(failure: ApiFailure): boolean {
  const { kind, status } = failure;
  if (kind !== 'status') return kind !== 'unexpected';
  return isThrottled(failure) || status === 408 || (status ?? 0) >= 500;
}

function codeOf(failure: ApiFailure): Code {
  const { kind, status } = failure;
  if (kind === 'no-answer') return 'offline';
  if (kind !== 'status' || status === null || status < 400) return 'unexpected-answer';
  if (status >= 500 || status === 408) return 'service-unavailable';
  switch (status) {
    case 401:
      return 'call-refused';
    case 403:
      return 'access-denied';
    case 404:
    case 410:
      return 'not-found';
    case 409:
      return 'conflict';
    case 429:
      return 'throttled';
    default:
      return 'invalid-request';
  }
}
