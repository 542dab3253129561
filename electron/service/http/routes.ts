/** What the service answers under which address. The `Host` has been checked before. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkBody, checkOrigin, type Refusal } from './guard.ts';
import { contentPolicy } from './headers.ts';
import {
  movingOnPage,
  notBuiltPage,
  notFoundPage,
  renderPage,
  signInPage,
  usedLinkPage,
} from './pages.ts';
import type { RpcHandler } from './server.ts';
import { cookieName, readCookie, type Sessions, sameSecret, sessionCookie } from './session.ts';
import { decodePath, readStatic } from './static.ts';

export interface RoutesDeps {
  port: number;
  sessions: Sessions;
  key: string;
  pageDir: string | null;
  rpc: Promise<RpcHandler>;
  newLink(): string;
}

type SmallPage = Parameters<typeof renderPage>[0];

/** @returns the function that answers every request. */
export function createRoutes(deps: RoutesDeps) {
  const { sessions } = deps;

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = '', query = ''] = splitOnce(request.url ?? '', '?');
    if (path === '/rpc' || path.startsWith('/rpc/')) return answerCall(request, response);
    if (path === '/cli/link') return answerLink(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    if (path === '/healthz') return sendJson(response, 200, { ok: true });
    if (path === '/open') return letIn(request, response, new URLSearchParams(query).get('key'));
    return answerPage(request, response, path);
  };

  async function answerCall(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = checkOrigin(request) ?? (await checkSignedIn(request)) ?? checkBody(request);
    if (refusal !== null) return refuseCall(response, refusal);
    const answer = await deps.rpc;
    return answer(request, response);
  }

  /** A new one-time link, for the command line only. */
  async function answerLink(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = checkOrigin(request) ?? (hasKey(request) ? null : notSignedIn);
    if (refusal !== null) return refuseCall(response, refusal);
    sendJson(response, 200, { url: deps.newLink() });
  }

  async function letIn(request: IncomingMessage, response: ServerResponse, key: string | null) {
    // Looking ahead (HEAD, prefetch, link previews) must not use the link up.
    const purpose = request.headers['sec-purpose'] ?? request.headers.purpose ?? '';
    if (request.method === 'HEAD' || String(purpose).includes('prefetch')) {
      response.writeHead(204).end();
      return;
    }
    const cookie = await sessions.redeem(key ?? '');
    if (cookie !== null) {
      response.setHeader('Set-Cookie', sessionCookie(deps.port, cookie));
    } else if (!(await sessions.isKnown(cookieOf(request)))) {
      return sendPage(response, 410, usedLinkPage);
    }
    response.writeHead(303, { Location: '/' }).end();
  }

  async function answerPage(request: IncomingMessage, response: ServerResponse, path: string) {
    if (!(await sessions.isKnown(cookieOf(request)))) {
      // A strict cookie stays behind when the way here began on another site. One step from a page
      // of our own brings it along.
      const site = request.headers['sec-fetch-site'];
      const fromElsewhere = site === 'cross-site' || site === 'same-site';
      const page = fromElsewhere && decodePath(path) !== null ? movingOnPage(path) : signInPage;
      return sendPage(response, page === signInPage ? 401 : 200, page);
    }
    const nonce = newNonce();
    const answer = await readStatic(deps.pageDir, path, nonce);
    switch (answer.kind) {
      case 'page':
        return sendHtml(response, 200, answer.body, nonce);
      case 'file':
        response.writeHead(200, { 'Content-Type': answer.type, 'Cache-Control': answer.cache });
        response.end(answer.body);
        return;
      case 'not-built':
        return sendPage(response, 503, notBuiltPage);
      case 'missing':
        return sendPage(response, 404, notFoundPage);
      case 'refused':
        return sendPage(response, 400, notFoundPage);
    }
  }

  async function checkSignedIn(request: IncomingMessage): Promise<Refusal> {
    return hasKey(request) || (await sessions.isKnown(cookieOf(request))) ? null : notSignedIn;
  }

  function hasKey(request: IncomingMessage): boolean {
    const shown = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    return shown !== undefined && sameSecret(shown, deps.key);
  }

  function cookieOf(request: IncomingMessage): string | undefined {
    return readCookie(request.headers.cookie, cookieName(deps.port));
  }
}

const notSignedIn = {
  status: 401,
  words: 'This browser is not signed in. Type "rulepost open" to get in.',
};

/** Refusals of calls have the form the RPC client reads, so that the page can show their words. */
function refuseCall(response: ServerResponse, refusal: { status: number; words: string }): void {
  const codes: Record<number, string> = {
    401: 'UNAUTHORIZED',
    413: 'PAYLOAD_TOO_LARGE',
    415: 'UNSUPPORTED_MEDIA_TYPE',
  };
  sendJson(response, refusal.status, {
    json: {
      defined: false,
      code: codes[refusal.status] ?? 'FORBIDDEN',
      status: refusal.status,
      message: refusal.words,
    },
  });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function sendPage(response: ServerResponse, status: number, page: SmallPage): void {
  const nonce = newNonce();
  sendHtml(response, status, renderPage(page, nonce), nonce);
}

function sendHtml(response: ServerResponse, status: number, html: string, nonce: string): void {
  response.setHeader('Content-Security-Policy', contentPolicy(nonce));
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(html);
}

function newNonce(): string {
  return randomBytes(16).toString('base64');
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
