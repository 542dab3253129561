/** The addresses consent and tokens come from, and the checks every request to them shares. */
import type * as oauth from 'oauth4webapi';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Fetch } from '../ports.ts';

/** The least Rulepost needs; without `offline_access` no lasting connection comes, silently. */
export const scope = 'account_read contact_data campaign_data offline_access';

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Fixed below one base: the service has no discovery document (constant-contact-v3 facts,
 * section 1), and a refresh token must never be tried at a second address (section 14).
 *
 * @param authUrl without a trailing slash
 * @throws RulepostError `address-not-secure` for plain http to anything but this machine
 */
export function endpointsBelow(authUrl: string): {
  server: oauth.AuthorizationServer;
  allowInsecure: boolean;
} {
  const url = URL.parse(authUrl);
  const allowInsecure = url?.protocol === 'http:' && loopbackHosts.has(url.hostname);
  if (url?.protocol !== 'https:' && !allowInsecure) {
    throw new RulepostError('address-not-secure', { address: authUrl });
  }
  const server = {
    issuer: authUrl,
    authorization_endpoint: `${authUrl}/authorize`,
    token_endpoint: `${authUrl}/token`,
    device_authorization_endpoint: `${authUrl}/device/authorize`,
  };
  return { server, allowInsecure };
}

/**
 * Whose tokens are at home at an address: a refresh token is never tried anywhere else. Practice
 * accounts on this machine change their port from start to start, and are one.
 */
export function authorityOf(authUrl: string): string {
  const url = URL.parse(authUrl);
  return url && loopbackHosts.has(url.hostname) ? 'this machine' : authUrl;
}

/** true for an address a browser may be sent to: https, or a practice account on this machine. */
export function isSafeToOpen(address: string): boolean {
  const url = URL.parse(address);
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && loopbackHosts.has(url.hostname);
}

/**
 * HTTP Basic with the id and secret as they are. The standard (RFC 6749, 2.3.1) wants both
 * form-encoded first, which turns `-` into `%2D` in the library's own; the service's guide shows
 * plain base64 of `client_id:client_secret` (constant-contact-v3 facts, section 1).
 */
export function clientSecretBasic(secret: string): oauth.ClientAuth {
  return (_server, client, _body, headers) => {
    const pair = Buffer.from(`${client.client_id}:${secret}`).toString('base64');
    headers.set('authorization', `Basic ${pair}`);
  };
}

/** One request's answer as the library may see it, and its status for our own words. */
export interface Exchange {
  fetch: (
    url: string,
    init: oauth.CustomFetchOptions<'POST', URLSearchParams>,
  ) => Promise<Response>;
  /** null until an answer came. */
  status: number | null;
  timedOut: boolean;
}

/**
 * A fetch for one request, with a time limit, whose answer is made plain: JSON whatever its declared
 * type, and without an `id_token`. That is not asked for, and the library would check its issuer,
 * which differs from the token address here.
 *
 * @param timeoutMs real time, not the Clock port's: the limit guards a real socket
 */
export function plainExchange(fetch: Fetch, timeoutMs: number): Exchange {
  const exchange: Exchange = {
    status: null,
    timedOut: false,
    async fetch(url, init) {
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        const response = await fetch(url, {
          method: init.method,
          headers: init.headers,
          body: init.body,
          redirect: init.redirect,
          signal: init.signal ? AbortSignal.any([init.signal, limit]) : limit,
        });
        const text = await response.text();
        exchange.status = response.status;
        return plainResponse(response.status, text);
      } catch (error) {
        exchange.timedOut = limit.aborted;
        throw error;
      }
    },
  };
  return exchange;
}

function plainResponse(status: number, text: string): Response {
  // Statuses a Response cannot be made with (an opaque redirect is 0) are faults like any other.
  const shown = status >= 200 && status <= 599 && ![204, 205, 304].includes(status) ? status : 502;
  try {
    const { id_token: _ignored, ...body } = JSON.parse(text);
    return Response.json(body, { status: shown });
  } catch {
    return new Response(text, { status: shown });
  }
}
