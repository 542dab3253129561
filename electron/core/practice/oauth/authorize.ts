/** The authorization endpoint: a consent page, and a redirect with a code or an error. */

import type { Practice } from '../context.ts';
import { hashToken, randomToken } from './access-token.ts';
import { unknownScopes } from './clients.ts';
import { consentPage, messagePage } from './consent-page.ts';
import { type OAuthAnswer, type OAuthRoute, oauthBase, showPage } from './route.ts';

/** One use, five minutes (constant-contact-v3 facts, section 1). */
const codeLifetimeMs = 5 * 60_000;
/** How long a consent page may stay open. */
const consentLifetimeMs = 30 * 60_000;

interface ConsentRequest {
  clientId: string;
  redirectUri: string;
  scope: string;
  state: string;
  challenge: string | null;
  expiresAt: number;
}

export function authorizeRoutes(practice: Practice): OAuthRoute[] {
  const open = new Map<string, ConsentRequest>();

  return [
    {
      method: 'GET',
      path: '/authorize',
      handle({ query }) {
        const client = practice.clients.find((c) => c.id === query.get('client_id'));
        if (!client) return refusal('The client id is not known here.');
        const redirectUri = query.get('redirect_uri') ?? '';
        // Compared exactly, and never followed when it is not registered.
        if (!practice.redirectUris.includes(redirectUri)) {
          return refusal(`The redirect address ${redirectUri || '(none)'} is not registered.`);
        }

        const state = query.get('state') ?? '';
        const scope = (query.get('scope') ?? '').split(' ').filter(Boolean).join(' ');
        const challenge = query.get('code_challenge');
        const problem = requestProblem(query, client.secret === undefined);
        if (problem) return redirect(redirectUri, { ...problem, state });

        const now = practice.clock.now();
        for (const [id, request] of open) if (request.expiresAt < now) open.delete(id);
        const requestId = randomToken();
        open.set(requestId, {
          clientId: client.id,
          redirectUri,
          scope,
          state,
          challenge,
          expiresAt: now + consentLifetimeMs,
        });
        return showPage(
          consentPage({
            action: `${oauthBase}/authorize`,
            requestId,
            client: client.name,
            organization: practice.account().organization,
            scope,
          }),
        );
      },
    },
    {
      method: 'POST',
      path: '/authorize',
      handle({ form }) {
        const id = form.get('request') ?? '';
        const request = open.get(id);
        open.delete(id);
        const now = practice.clock.now();
        if (!request || request.expiresAt < now) {
          return refusal('This page is no longer valid. Start connecting again in Rulepost.');
        }
        if (form.get('decision') !== 'allow') {
          return redirect(request.redirectUri, {
            error: 'access_denied',
            error_description: 'Resource owner denied the request.',
            state: request.state,
          });
        }
        const code = randomToken();
        for (const old of practice.state.codes.all()) {
          if (old.expiresAt < now) practice.state.codes.remove(old.id);
        }
        practice.state.codes.put({
          id: hashToken(code),
          seq: practice.state.codes.nextSeq(),
          clientId: request.clientId,
          redirectUri: request.redirectUri,
          scope: request.scope,
          challenge: request.challenge,
          expiresAt: now + codeLifetimeMs,
          used: false,
        });
        return redirect(request.redirectUri, { code, state: request.state });
      },
    },
  ];
}

/** What is wrong with the request itself; told to the client through its redirect address. */
function requestProblem(
  query: URLSearchParams,
  isPublic: boolean,
): { error: string; error_description: string } | null {
  const problem = (error: string, error_description: string) => ({ error, error_description });
  if (query.get('response_type') !== 'code') {
    return problem('unsupported_response_type', 'The response type must be code.');
  }
  if (!query.get('state')) return problem('invalid_request', 'The state parameter is missing.');
  const scope = query.get('scope') ?? '';
  if (scope.trim() === '') return problem('invalid_scope', 'No scope was asked for.');
  const unknown = unknownScopes(scope);
  if (unknown.length > 0) {
    return problem('invalid_scope', `These scopes do not exist: ${unknown.join(' ')}`);
  }
  const challenge = query.get('code_challenge');
  if (challenge === null) {
    return isPublic ? problem('invalid_request', 'PKCE code challenge is required.') : null;
  }
  if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) {
    return problem('invalid_request', 'The code challenge must be S256.');
  }
  return null;
}

function redirect(to: string, params: Record<string, string>): OAuthAnswer {
  return { kind: 'redirect', location: `${to}?${new URLSearchParams(params)}` };
}

function refusal(words: string): OAuthAnswer {
  return showPage(messagePage('This does not work', words), 400);
}
