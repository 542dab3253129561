/** Gives every way a request for consent or tokens can fail its code and its words. */
import * as oauth from 'oauth4webapi';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { networkFailure } from '../constant-contact/network.ts';
import type { Exchange } from './endpoints.ts';

/** What `invalid_grant` means depends on what was presented. */
export type Presented = 'code' | 'refresh-token' | 'device-code';

const invalidGrant: Record<Presented, ErrorCode> = {
  code: 'consent-stale',
  'refresh-token': 'reconnect-needed',
  'device-code': 'attempt-expired',
};

/**
 * The library's errors are not passed on as causes: they can hold the whole answer, tokens included.
 *
 * @param timeoutMs the limit the request had
 */
export function signInFailure(
  error: unknown,
  exchange: Exchange,
  presented: Presented,
  timeoutMs: number,
): RulepostError {
  if (error instanceof oauth.ResponseBodyError) return refusal(error, presented);
  const { status, timedOut } = exchange;
  if (status === null) {
    const tried = { method: 'POST', path: '/token', token: '' };
    const failure = networkFailure(tried, error, timedOut ? timeoutMs : undefined);
    return new RulepostError(
      'offline',
      { reason: failure.messages.join(', ') },
      { cause: failure },
    );
  }
  const details = { status, said: error instanceof Error ? error.message : 'unknown' };
  if (status === 401) {
    return new RulepostError('client-refused', { reason: 'it answered 401' }, { details });
  }
  // Everything else passes: trouble of the service, too many calls, a sign-in page of the network.
  const reason =
    status === 429 || status >= 500
      ? `it has trouble of its own at the moment (${status})`
      : `something else answered in its place (${status}); perhaps a sign-in page of this network`;
  return new RulepostError('offline', { reason }, { details });
}

function refusal(error: oauth.ResponseBodyError, presented: Presented): RulepostError {
  const details = { status: error.status, error: error.error, said: error.error_description };
  const reason = refusalWords(error.error, error.error_description);
  const fail = (code: ErrorCode) => new RulepostError(code, { reason }, { details });
  if (error.status === 429) {
    return new RulepostError(
      'offline',
      { reason: 'it asks for fewer calls at a time' },
      { details },
    );
  }
  switch (error.error) {
    case 'invalid_grant':
      return fail(invalidGrant[presented]);
    case 'access_denied':
      return fail('consent-denied');
    case 'expired_token':
      return fail('attempt-expired');
    case 'temporarily_unavailable':
    case 'server_error':
      return fail('offline');
    case 'invalid_client':
    case 'unauthorized_client':
      return fail('client-refused');
    default:
      return presented === 'refresh-token' ? fail('client-refused') : fail('consent-refused');
  }
}

/** @returns the service's own words, short and without markup, or its code when it gave none */
export function refusalWords(error: string, description: string | undefined): string {
  const words = (description ?? '')
    .replace(/[\p{Cc}<>\s]+/gu, ' ')
    .replace(/[\s.]+$/, '')
    .trim();
  return (words || error.replace(/[^\w .-]+/g, ' ')).slice(0, 200);
}
