/**
 * The way of a request: counted, perhaps struck by a fault, checked, worked on, made durable,
 * answered. All work on the state happens in one go, so requests never see each other half done.
 */
import { type Context, Hono } from 'hono';
import { advance } from './advance.ts';
import type { ApiCall, Endpoint, Practice } from './context.ts';
import {
  ApiProblem,
  accessDenied,
  invalid,
  missingScope,
  throttled,
  unauthorized,
  unsupportedMediaType,
} from './errors.ts';
import type { Fault, Faults } from './faults.ts';
import { grantOfAccessToken } from './oauth/grants.ts';
import { type OAuthAnswer, type OAuthRoute, oauthBase } from './oauth/route.ts';
import { effectiveQuery } from './paging.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Exchange } from './traffic.ts';

/** How the connection ends; set while a request is handled, acted on by whoever holds the socket. */
export interface Wire {
  ending: 'whole' | 'truncated' | 'reset';
}

interface AppParts {
  endpoints: Endpoint[];
  oauthRoutes: OAuthRoute[];
  faults: Faults;
  rateLimits: RateLimits;
  countRequest(name: string): void;
  exchanged(exchange: Exchange): void;
}

type AppContext = Context<{ Bindings: { wire: Wire } }>;

export function createApp(practice: Practice, parts: AppParts) {
  const app = new Hono<{ Bindings: { wire: Wire } }>();

  for (const endpoint of parts.endpoints) {
    const path = `/v3${endpoint.path.replace(/\{(\w+)\}/g, ':$1')}`;
    app.on(endpoint.method, path, (c) =>
      underFaults(c, endpoint.path, () => answerApi(c, endpoint)),
    );
  }
  for (const route of parts.oauthRoutes) {
    app.on(route.method, oauthBase + route.path, (c) =>
      underFaults(c, route.path, () => answerOAuth(c, route)),
    );
  }
  app.notFound((c) =>
    c.json([{ error_key: 'not_found', error_message: 'There is nothing at this address.' }], 404),
  );
  return app;

  async function underFaults(
    c: AppContext,
    template: string,
    work: () => Promise<Response>,
  ): Promise<Response> {
    parts.countRequest(`${c.req.method} ${template}`);
    const fault = parts.faults.take({ method: c.req.method, path: c.req.path, template });
    if (!fault) return work();
    const instead = await strike(c, fault);
    if (instead) return instead;
    const response = await work();
    if (fault.kind === 'commit-then-reset') c.env.wire.ending = 'reset';
    if (fault.kind === 'truncated-body') c.env.wire.ending = 'truncated';
    return response;
  }

  async function strike(c: AppContext, fault: Fault): Promise<Response | null> {
    switch (fault.kind) {
      case 'status': {
        const text = typeof fault.body === 'string' || fault.body === undefined;
        return new Response(
          text ? (fault.body as string | undefined) : JSON.stringify(fault.body),
          {
            status: fault.status,
            headers: { ...(text ? {} : { 'content-type': 'application/json' }), ...fault.headers },
          },
        );
      }
      case 'html':
        return new Response('<html><body><h1>Bad Gateway</h1></body></html>', {
          status: fault.status ?? 502,
          headers: { 'content-type': 'text/html' },
        });
      case 'reset-before':
        c.env.wire.ending = 'reset';
        return new Response(null);
      case 'slow':
        await practice.clock.sleep(fault.ms);
        return null;
      default:
        return null;
    }
  }

  async function answerApi(c: AppContext, endpoint: Endpoint): Promise<Response> {
    const text = await c.req.text();
    const now = practice.clock.now();
    const { status, body, headers } = attempt(() => {
      advance(practice, now);
      admit(c, endpoint);
      const answer = endpoint.handle(readCall(c, endpoint, text, now));
      return { ...answer, headers: {} };
    });
    parts.exchanged({
      method: c.req.method,
      path: c.req.path,
      template: endpoint.path,
      query: c.req.query(),
      requestHeaders: c.req.header(),
      requestBody: text === '' ? undefined : (parseJson(text) ?? text),
      status,
      responseBody: body,
    });
    if (body === undefined) return new Response(null, { status, headers });
    // The 403 of a call without any token is plain text; everything else is JSON.
    const plain = typeof body === 'string' && status === 403;
    return new Response(plain ? body : JSON.stringify(body), {
      status,
      headers: { 'content-type': plain ? 'text/plain' : 'application/json', ...headers },
    });
  }

  /** @throws ApiProblem 401, 403, 429 */
  function admit(c: AppContext, endpoint: Endpoint): void {
    const header = c.req.header('authorization');
    if (header === undefined) {
      if (practice.switches.noTokenStatus === 401) throw unauthorized();
      throw new ApiProblem(403, 'Forbidden');
    }
    const grant = grantOfAccessToken(practice, /^Bearer (.+)$/i.exec(header)?.[1] ?? '');
    parts.rateLimits.count(grant.clientId);
    if (endpoint.scope !== null && !grant.scope.split(' ').includes(endpoint.scope)) {
      throw missingScope(endpoint.scope);
    }
    const privileges = practice.account().privileges;
    if (endpoint.privilege !== null && !privileges.includes(endpoint.privilege)) {
      throw accessDenied();
    }
    if (endpoint.bulk) {
      const queued = practice.state.bulk.all().filter((a) => a.work !== null).length;
      if (queued >= practice.limits.queuedActivities) throw throttled();
    }
  }

  function readCall(c: AppContext, endpoint: Endpoint, text: string, now: number): ApiCall {
    const call: ApiCall = {
      params: c.req.param() as Record<string, string>,
      query: effectiveQuery(new URL(c.req.url).searchParams, practice.switches, now),
      body: undefined,
      now,
    };
    if (endpoint.method === 'GET' || endpoint.method === 'DELETE') return call;
    const type = c.req.header('content-type') ?? '';
    if (!/^application\/json\b/i.test(type)) throw unsupportedMediaType();
    call.body = parseJson(text);
    if (call.body === undefined) throw invalid('contacts', 'The request body is not valid JSON.');
    return call;
  }

  async function answerOAuth(c: AppContext, route: OAuthRoute): Promise<Response> {
    const form = c.req.method === 'POST' ? await c.req.text() : '';
    const url = new URL(c.req.url);
    const answer = attempt<OAuthAnswer>(() =>
      route.handle({
        url,
        query: url.searchParams,
        form: new URLSearchParams(form),
        authorization: c.req.header('authorization') ?? null,
      }),
    );
    if (!('kind' in answer)) {
      return Response.json(answer.body, { status: answer.status, headers: noStore });
    }
    switch (answer.kind) {
      case 'json':
        return Response.json(answer.body, { status: answer.status, headers: noStore });
      case 'page':
        return new Response(answer.html, {
          status: answer.status,
          headers: { 'content-type': 'text/html; charset=utf-8', ...noStore, ...pageSafety },
        });
      case 'redirect':
        return new Response(null, {
          status: 302,
          headers: { location: answer.location, ...noStore },
        });
    }
  }

  /** Runs the work, turns its refusal into an answer, and makes durable what it changed. */
  function attempt<T>(
    work: () => T,
  ): T | { status: number; body: unknown; headers: Record<string, string> } {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      return { status: error.status, body: error.body, headers: error.headers };
    } finally {
      practice.state.commit();
    }
  }
}

const noStore = { 'cache-control': 'no-store' };
const pageSafety = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
