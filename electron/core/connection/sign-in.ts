/** Consent and tokens at the service: one function per request, each flow's parameters in one place. */
import * as oauth from 'oauth4webapi';
import type { Flow } from '../../../shared/contract/schemas.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Clock, Fetch } from '../ports.ts';
import {
  clientSecretBasic,
  type Exchange,
  endpointsBelow,
  isSafeToOpen,
  plainExchange,
  scope,
} from './endpoints.ts';
import { type Presented, signInFailure } from './sign-in-failure.ts';

/** Who asks: the app registration of the business. */
export interface ClientIdentity {
  flow: Flow;
  clientId: string;
  /** Needed by the flow `secret`, unused by the others. */
  clientSecret: string | null;
}

/** What the service granted. */
export interface Grant {
  accessToken: string;
  /** null: none came (with a consent), or the old one stays (with a refresh). */
  refreshToken: string | null;
  /** Epoch ms. */
  receivedAt: number;
  expiresAt: number;
}

export interface DeviceCode {
  deviceCode: string;
  userCode: string;
  verificationUri: string;
  /** With the user code filled in, when the service offers it. */
  verificationUriComplete: string | null;
  expiresAt: number;
  /** Milliseconds between two questions. */
  interval: number;
}

/** Every call throws RulepostError; passing trouble is always `offline`. */
export interface SignIn {
  /** The address to open in a browser. `verifier` is null for the flow with a secret. */
  authorizeUrl(request: {
    clientId: string;
    redirectUri: string;
    state: string;
    verifier: string | null;
  }): Promise<string>;
  /** @throws `consent-stale` for a used or old code, `client-refused`, `consent-refused` */
  exchangeCode(
    client: ClientIdentity,
    answer: { code: string; redirectUri: string; verifier: string | null },
  ): Promise<Grant>;
  /** @throws `reconnect-needed` when the refresh token is dead for good, `client-refused` */
  refresh(client: ClientIdentity, refreshToken: string, redirectUri: string | null): Promise<Grant>;
  startDevice(clientId: string): Promise<DeviceCode>;
  /** @throws `consent-denied`, `attempt-expired`, `client-refused` */
  pollDevice(clientId: string, deviceCode: string): Promise<Grant | 'pending' | 'slow-down'>;
}

export interface SignInDeps {
  /** Base of the endpoints, without a trailing slash. */
  authUrl: string;
  fetch: Fetch;
  clock: Clock;
  /**
   * Limit of one request in ms; default 60 s. Generous, because giving up on a refresh that the
   * service has already made costs the connection.
   */
  timeoutMs?: number | undefined;
}

/** @throws RulepostError `address-not-secure` */
export function createSignIn({ authUrl, fetch, clock, timeoutMs = 60_000 }: SignInDeps): SignIn {
  const { server, allowInsecure } = endpointsBelow(authUrl);

  async function request<T>(
    presented: Presented,
    send: (options: oauth.TokenEndpointRequestOptions) => Promise<Response>,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const exchange: Exchange = plainExchange(fetch, timeoutMs);
    try {
      return await read(
        await send({
          [oauth.customFetch]: exchange.fetch,
          [oauth.allowInsecureRequests]: allowInsecure,
        }),
      );
    } catch (error) {
      throw signInFailure(error, exchange, presented, timeoutMs);
    }
  }

  /** Sends a token request and reads its grant, timed from before it left. */
  async function tokens(
    presented: Presented,
    client: oauth.Client,
    send: (options: oauth.TokenEndpointRequestOptions) => Promise<Response>,
  ): Promise<Grant> {
    const receivedAt = clock.now();
    const answer = await request(presented, send, (response) =>
      oauth.processRefreshTokenResponse(server, client, response),
    );
    return {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token ?? null,
      receivedAt,
      expiresAt: expiryOf(answer.expires_in, receivedAt),
    };
  }

  return {
    async authorizeUrl({ clientId, redirectUri, state, verifier }) {
      const url = new URL(`${authUrl}/authorize`);
      const params = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code' };
      for (const [name, value] of Object.entries({ ...params, scope, state })) {
        url.searchParams.set(name, value);
      }
      if (verifier !== null) {
        url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(verifier));
        url.searchParams.set('code_challenge_method', 'S256');
      }
      return url.href;
    },

    async exchangeCode(identity, { code, redirectUri, verifier }) {
      const client = { client_id: identity.clientId };
      const authentication = authenticationOf(identity);
      // Its state was checked before it came here; the library only wants to see one.
      const params = oauth.validateAuthResponse(
        server,
        client,
        new URLSearchParams({ code, state: 'checked' }),
        'checked',
      );
      return tokens('code', client, (options) =>
        oauth.authorizationCodeGrantRequest(
          server,
          client,
          authentication,
          params,
          redirectUri,
          verifier ?? oauth.nopkce,
          options,
        ),
      );
    },

    async refresh(identity, refreshToken, redirectUri) {
      const client = { client_id: identity.clientId };
      const authentication = authenticationOf(identity);
      // PKCE repeats the redirect address on refresh; the flow with a secret does not (section 1).
      const repeated = identity.flow === 'pkce' && redirectUri ? { redirect_uri: redirectUri } : {};
      return tokens('refresh-token', client, (options) =>
        oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, {
          ...options,
          additionalParameters: repeated,
        }),
      );
    },

    async startDevice(clientId) {
      const client = { client_id: clientId };
      const startedAt = clock.now();
      const answer = await request(
        'device-code',
        (options) =>
          oauth.deviceAuthorizationRequest(server, client, oauth.None(), { scope }, options),
        (response) => oauth.processDeviceAuthorizationResponse(server, client, response),
      );
      const complete = answer.verification_uri_complete ?? null;
      if (![answer.verification_uri, complete ?? answer.verification_uri].every(isSafeToOpen)) {
        throw new RulepostError('address-not-secure', { address: answer.verification_uri });
      }
      return {
        deviceCode: answer.device_code,
        userCode: answer.user_code,
        verificationUri: answer.verification_uri,
        verificationUriComplete: complete,
        expiresAt: Math.round(startedAt + answer.expires_in * 1_000),
        interval: Math.max(1, answer.interval ?? 5) * 1_000,
      };
    },

    async pollDevice(clientId, deviceCode) {
      const client = { client_id: clientId };
      try {
        return await tokens('device-code', client, (options) =>
          oauth.deviceCodeGrantRequest(server, client, oauth.None(), deviceCode, options),
        );
      } catch (error) {
        const answer = waitingAnswer(error);
        if (answer) return answer;
        throw error;
      }
    },
  };
}

function authenticationOf({ flow, clientSecret }: ClientIdentity): oauth.ClientAuth {
  if (flow !== 'secret') return oauth.None();
  if (clientSecret === null) throw new RulepostError('client-secret-missing');
  return clientSecretBasic(clientSecret);
}

function waitingAnswer(error: unknown): 'pending' | 'slow-down' | null {
  const details =
    error instanceof RulepostError ? (error.details as { error?: string }) : undefined;
  if (details?.error === 'authorization_pending') return 'pending';
  return details?.error === 'slow_down' ? 'slow-down' : null;
}

/**
 * The service's own SDK calls `expires_in` a point in time, everybody else a duration in seconds;
 * above 1e9 it can only be the former (constant-contact-v3 facts, section 1). Absent: the 24 hours
 * the guide states.
 */
function expiryOf(expiresIn: number | undefined, receivedAt: number): number {
  if (expiresIn === undefined) return receivedAt + 24 * 3_600_000;
  return Math.round(expiresIn > 1e9 ? expiresIn * 1_000 : receivedAt + expiresIn * 1_000);
}
