/** The token endpoint: a code, a refresh token or a device code for tokens. */
import { createHash } from 'node:crypto';
import type { Practice, PracticeClient } from '../context.ts';
import { oauthProblem } from '../errors.ts';
import { hashToken } from './access-token.ts';
import { authenticateClient } from './clients.ts';
import { redeemDeviceCode } from './device.ts';
import { invalidGrant, openGrant, refreshGrant, type TokenResponse } from './grants.ts';
import { json, type OAuthRoute } from './route.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export function tokenRoutes(practice: Practice): OAuthRoute[] {
  return [
    {
      method: 'POST',
      path: '/token',
      handle({ query, form, authorization }) {
        // The service's own examples send the query, clients send a form: both are taken.
        const params = new URLSearchParams([...query, ...form]);
        const client = authenticateClient(practice, params, authorization);
        switch (params.get('grant_type')) {
          case 'authorization_code':
            return json(redeemCode(practice, client, params));
          case 'refresh_token':
            return json(
              refreshGrant(practice, {
                clientId: client.id,
                refreshToken: required(params, 'refresh_token'),
                redirectUri: params.get('redirect_uri'),
              }),
            );
          case deviceGrant:
            return json(redeemDeviceCode(practice, client, required(params, 'device_code')));
          default:
            throw oauthProblem(400, 'unsupported_grant_type', 'The grant type is not supported.');
        }
      },
    },
  ];
}

function redeemCode(
  practice: Practice,
  client: PracticeClient,
  params: URLSearchParams,
): TokenResponse {
  const code = practice.state.codes.get(hashToken(required(params, 'code')));
  const refused = 'The authorization code is invalid or has expired.';
  if (!code || code.used || code.clientId !== client.id) throw invalidGrant(refused);
  if (code.expiresAt <= practice.clock.now()) throw invalidGrant(refused);
  if (required(params, 'redirect_uri') !== code.redirectUri) {
    throw invalidGrant("The 'redirect_uri' does not match the authorization request.");
  }
  if (code.challenge !== null) {
    const verifier = params.get('code_verifier') ?? '';
    const matches =
      /^[\w.~-]{43,128}$/.test(verifier) &&
      createHash('sha256').update(verifier).digest('base64url') === code.challenge;
    if (!matches) throw invalidGrant('PKCE verification failed.');
  }
  code.used = true;
  practice.state.codes.put(code);
  return openGrant(
    practice,
    { clientId: client.id, scope: code.scope, redirectUri: code.redirectUri },
    true,
  );
}

function required(params: URLSearchParams, name: string): string {
  const value = params.get(name);
  if (!value) throw oauthProblem(400, 'invalid_request', `The parameter ${name} is missing.`);
  return value;
}
