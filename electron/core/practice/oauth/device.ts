/** The device flow: a code typed in on another screen (constant-contact-v3 facts, section 1). */
import { randomInt } from 'node:crypto';
import type { Practice, PracticeClient } from '../context.ts';
import { oauthProblem } from '../errors.ts';
import { hashToken, randomToken } from './access-token.ts';
import { unknownScopes } from './clients.ts';
import { consentPage, deviceCodePage, messagePage } from './consent-page.ts';
import type { DeviceCode } from './entities.ts';
import { openGrant, type TokenResponse } from './grants.ts';
import { json, type OAuthRoute, oauthBase, showPage } from './route.ts';

const lifetimeSeconds = 600;
const intervalSeconds = 5;
/** Letters that are hard to mistake for one another. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const page = `${oauthBase}/device`;

export function deviceRoutes(practice: Practice): OAuthRoute[] {
  const { state, clock } = practice;
  const clientName = (id: string) => practice.clients.find((c) => c.id === id)?.name ?? id;
  const waiting = (userCode: string): DeviceCode | undefined => {
    const device = state.devices.find(normalize(userCode));
    const open = device?.decision === 'waiting' && device.expiresAt > clock.now();
    return open ? device : undefined;
  };

  return [
    {
      method: 'POST',
      path: '/device/authorize',
      handle({ url, query, form }) {
        const params = new URLSearchParams([...query, ...form]);
        const client = practice.clients.find((c) => c.id === params.get('client_id'));
        if (!client) throw oauthProblem(401, 'invalid_client', 'The client is not known.');
        const scope = (params.get('scope') ?? '').split(' ').filter(Boolean).join(' ');
        if (scope === '' || unknownScopes(scope).length > 0) {
          throw oauthProblem(400, 'invalid_scope', 'One or more scopes do not exist.');
        }
        const deviceCode = randomToken();
        const userCode = newUserCode();
        state.devices.put({
          id: hashToken(deviceCode),
          seq: state.devices.nextSeq(),
          userCode: normalize(userCode),
          clientId: client.id,
          scope,
          expiresAt: clock.now() + lifetimeSeconds * 1000,
          intervalSeconds,
          polledAt: null,
          decision: 'waiting',
        });
        const verification = `${url.origin}${page}`;
        return json({
          device_code: deviceCode,
          user_code: userCode,
          verification_uri: verification,
          verification_uri_complete: `${verification}?user_code=${userCode}`,
          expires_in: lifetimeSeconds,
          interval: intervalSeconds,
        });
      },
    },
    {
      method: 'GET',
      path: '/device',
      handle: ({ query }) => showPage(deviceCodePage(page, query.get('user_code') ?? '')),
    },
    {
      method: 'POST',
      path: '/device',
      handle({ form }) {
        const decision = form.get('decision');
        const userCode = form.get(decision === null ? 'user_code' : 'request') ?? '';
        const device = waiting(userCode);
        if (!device) {
          const words = 'This code is not valid, or no longer. Look at your other screen again.';
          return showPage(deviceCodePage(page, userCode, words), 400);
        }
        if (decision === null) {
          return showPage(
            consentPage({
              action: page,
              requestId: device.userCode,
              client: clientName(device.clientId),
              organization: practice.account().organization,
              scope: device.scope,
            }),
          );
        }
        device.decision = decision === 'allow' ? 'allowed' : 'denied';
        state.devices.put(device);
        return showPage(
          device.decision === 'allowed'
            ? messagePage('Connected', 'You can close this page and go back to the other screen.')
            : messagePage('Not connected', 'Nothing was allowed. You can close this page.'),
        );
      },
    },
  ];
}

/** @throws ApiProblem 400 `authorization_pending`, `slow_down`, `expired_token`, `access_denied` */
export function redeemDeviceCode(
  practice: Practice,
  client: PracticeClient,
  deviceCode: string,
): TokenResponse {
  const now = practice.clock.now();
  const device = practice.state.devices.get(hashToken(deviceCode));
  if (!device || device.clientId !== client.id || device.decision === 'used') {
    throw oauthProblem(400, 'invalid_grant', 'The device code is invalid.');
  }
  if (device.expiresAt <= now) {
    throw oauthProblem(400, 'expired_token', 'The device code has expired.');
  }
  const early = device.polledAt !== null && now - device.polledAt < device.intervalSeconds * 1000;
  device.polledAt = now;
  if (early) device.intervalSeconds += 5;
  practice.state.devices.put(device);
  if (early) throw oauthProblem(400, 'slow_down', 'The client polls too often.');

  switch (device.decision) {
    case 'waiting':
      throw oauthProblem(400, 'authorization_pending', 'The person has not decided yet.');
    case 'denied':
      throw oauthProblem(400, 'access_denied', 'The person denied the request.');
    case 'allowed':
      device.decision = 'used';
      practice.state.devices.put(device);
      return openGrant(
        practice,
        { clientId: client.id, scope: device.scope, redirectUri: null },
        practice.switches.deviceFlowRefreshToken,
      );
  }
}

function newUserCode(): string {
  const part = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return `${part()}-${part()}`;
}

function normalize(userCode: string): string {
  return userCode.toUpperCase().replace(/[^A-Z]/g, '');
}
