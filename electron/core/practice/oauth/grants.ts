/** What a consent gives: tokens, their renewal and their end (constant-contact-v3 facts, section 1). */

import type { Practice } from '../context.ts';
import { oauthProblem, unauthorized } from '../errors.ts';
import { hashToken, issueAccessToken, randomToken } from './access-token.ts';
import type { Grant } from './entities.ts';

const disuseMs = 180 * 24 * 3_600_000;
const replacedKept = 50;

export interface TokenResponse {
  token_type: 'Bearer';
  access_token: string;
  expires_in: number;
  scope: string;
  refresh_token?: string;
}

/** Opens a connection. A refresh token comes only with `offline_access`, and nothing says so. */
export function openGrant(
  practice: Practice,
  consent: { clientId: string; scope: string; redirectUri: string | null },
  withRefresh: boolean,
): TokenResponse {
  const { state, switches } = practice;
  if (switches.newConsentEndsOlder) {
    for (const older of state.grants.all()) {
      if (older.clientId === consent.clientId) endGrant(practice, older);
    }
  }
  const refresh =
    withRefresh && consent.scope.split(' ').includes('offline_access') ? randomToken() : undefined;
  const grant: Grant = {
    id: practice.newId(),
    seq: state.grants.nextSeq(),
    ...consent,
    refresh: refresh === undefined ? null : hashToken(refresh),
    replaced: [],
    usedAt: practice.clock.now(),
    ended: false,
  };
  state.grants.put(grant);
  return tokenResponse(practice, grant, refresh);
}

/** @throws ApiProblem 400 `invalid_grant` for any refresh token that is not in force */
export function refreshGrant(
  practice: Practice,
  request: { clientId: string; refreshToken: string; redirectUri: string | null },
): TokenResponse {
  const { state, switches } = practice;
  const now = practice.clock.now();
  const hash = hashToken(request.refreshToken);
  const current = state.grants.find(hash);
  const grant = current ?? findByReplaced(practice, hash, now);
  if (
    !grant ||
    grant.ended ||
    grant.clientId !== request.clientId ||
    now - grant.usedAt > disuseMs ||
    (request.redirectUri !== null && request.redirectUri !== grant.redirectUri)
  ) {
    throw invalidGrant();
  }
  grant.usedAt = now;
  if (switches.refreshTokens === 'long-lived') {
    state.grants.put(grant);
    return tokenResponse(practice, grant, request.refreshToken);
  }
  const next = randomToken();
  if (grant.refresh !== null) grant.replaced.push({ hash: grant.refresh, at: now });
  grant.replaced = grant.replaced.slice(-replacedKept);
  grant.refresh = hashToken(next);
  state.grants.put(grant);
  return tokenResponse(practice, grant, next);
}

/** @returns the grant whose access token stands in the header. @throws ApiProblem 401 */
export function grantOfAccessToken(practice: Practice, token: string): Grant {
  const access = practice.state.accessTokens.get(hashToken(token));
  const grant = access && practice.state.grants.get(access.grantId);
  if (!access || !grant || grant.ended || access.expiresAt <= practice.clock.now()) {
    throw unauthorized();
  }
  return grant;
}

export function endGrant(practice: Practice, grant: Grant): void {
  grant.ended = true;
  practice.state.grants.put(grant);
}

/** A replaced token may still have its grace; if not, using it may end the connection. */
function findByReplaced(practice: Practice, hash: string, now: number): Grant | undefined {
  const grant = practice.state.grants.all().find((g) => g.replaced.some((r) => r.hash === hash));
  if (!grant) return undefined;
  const replacedAt = grant.replaced.find((r) => r.hash === hash)?.at ?? 0;
  const grace = practice.switches.refreshGraceSeconds * 1000;
  if (grace > 0 && now - replacedAt <= grace) return grant;
  if (practice.switches.refreshReuseEndsConnection) endGrant(practice, grant);
  return undefined;
}

function tokenResponse(
  practice: Practice,
  grant: Grant,
  refresh: string | undefined,
): TokenResponse {
  const access = issueAccessToken(practice, grant);
  return {
    token_type: 'Bearer',
    access_token: access.token,
    expires_in: access.expiresIn,
    scope: grant.scope,
    ...(refresh === undefined ? {} : { refresh_token: refresh }),
  };
}

export const invalidGrant = (description = 'The refresh token is invalid or expired.'): Error =>
  oauthProblem(400, 'invalid_grant', description);
