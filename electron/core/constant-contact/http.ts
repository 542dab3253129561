/**
 * The one way to the V3 API. Every call takes its turn at the governor, carries the bearer token,
 * is checked on its way back, and is repeated where repeating is safe.
 */
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Clock, Fetch } from '../ports.ts';
import type { Caller, CallOptions, CallSpec, QueryValue, Tokens } from './call.ts';
import { ApiFailure, bodyFailure, statusFailure, type Tried } from './failure.ts';
import { type Governor, type Priority, quotaExceededError } from './governor.ts';
import { networkFailure } from './network.ts';
import { isPassing, isQuotaExceeded, isThrottled, toRulepostError } from './problems.ts';

/** One request that was made, for logs and counters. `path` is without the query. */
export interface ObservedCall {
  method: string;
  path: string;
  /** null when no answer came. */
  status: number | null;
  ms: number;
  priority: Priority;
}

export interface CallerDeps {
  /** Base of the V3 API, without a trailing slash. */
  apiUrl: string;
  fetch: Fetch;
  clock: Clock;
  tokens: Tokens;
  governor: Governor;
  random?: (() => number) | undefined;
  onCall?: ((call: ObservedCall) => void) | undefined;
  /** Limit of a call that names none, in ms; default 30 s. */
  timeoutMs?: number | undefined;
}

/** The first attempt and three repeats, about 7 seconds in all. */
const maxAttempts = 4;
const firstBackoffMs = 1_000;

export function createCaller(deps: CallerDeps): Caller {
  const { clock, governor, tokens, random = Math.random } = deps;

  /** One request. Throws ApiFailure, or the reason of the caller's own signal. */
  async function attempt<T>(
    spec: CallSpec<T>,
    url: URL,
    body: string | undefined,
    token: string,
    options: CallOptions,
  ): Promise<T> {
    const limit = spec.timeoutMs ?? deps.timeoutMs ?? 30_000;
    // Real time, not the clock port's: this limit guards a real socket, which knows no other.
    const timeout = AbortSignal.timeout(limit);
    const tried: Tried = { method: spec.method, path: url.pathname, token };
    const startedAt = clock.now();
    let status: number | null = null;
    if (options.meter) options.meter.calls += 1;
    try {
      const response = await deps.fetch(url, {
        method: spec.method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
        // The service never redirects; following one could carry the token somewhere else.
        redirect: 'manual',
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      });
      status = response.status;
      const answer = await response.text();
      if (!response.ok) throw statusFailure(tried, response, answer);
      try {
        return spec.read(answer);
      } catch (error) {
        throw bodyFailure(tried, response.status, answer, error);
      }
    } catch (error) {
      if (error instanceof ApiFailure) throw error;
      if (options.signal?.aborted) throw options.signal.reason;
      throw networkFailure(tried, error, timeout.aborted ? limit : undefined);
    } finally {
      deps.onCall?.({
        method: spec.method,
        path: url.pathname,
        status,
        ms: clock.now() - startedAt,
        priority: options.priority ?? 'send',
      });
    }
  }

  return async function call(spec, options = {}) {
    const url = spec.link === undefined ? urlOf(deps.apiUrl, spec) : nextUrl(deps.apiUrl, spec);
    const body = spec.body === undefined ? undefined : JSON.stringify(spec.body);
    const { signal, priority = 'send' } = options;
    let renewed = false;
    let maybeDone = false;
    for (let attempts = 1; ; ) {
      // Before taking a turn: a connection that needs a person must not use up the quota.
      const token = await tokens.accessToken(signal);
      let leftAt = 0;
      try {
        return await governor.run(priority, signal, () => {
          leftAt = clock.now();
          return attempt(spec, url, body, token, options);
        });
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error;
        maybeDone ||= error.maybeDone;
        if (error.status === 401 && !renewed) {
          tokens.rejected(token);
          renewed = true;
          continue;
        }
        if (isQuotaExceeded(error)) {
          governor.quotaExceeded(leftAt);
          throw quotaExceededError(governor.state().parkedUntil ?? clock.now());
        }
        if (isThrottled(error)) governor.throttled();
        const repeatable = isPassing(error) && (spec.repeat === 'safe' || !error.maybeDone);
        if (!repeatable || attempts === maxAttempts) throw toRulepostError(error, spec, maybeDone);
        await clock.sleep(Math.max(error.retryAfterMs, backoffMs(attempts, random)), signal);
        attempts += 1;
      }
    }
  };
}

/** 1, 2, 4 seconds, each between half and all of it. */
function backoffMs(attempts: number, random: () => number): number {
  return Math.round(firstBackoffMs * 2 ** (attempts - 1) * (0.5 + random() / 2));
}

/**
 * Ids may come from outside (an old script, a file): empty ones and dots would lead to another
 * address than the one meant.
 */
function urlOf(apiUrl: string, spec: CallSpec<unknown>): URL {
  const segments = spec.path.split('/').slice(1);
  if (segments.some((segment) => ['', '.', '..'].includes(segment))) {
    throw new RulepostError('not-found', { doing: spec.doing });
  }
  const url = new URL(`${apiUrl}${spec.path}`);
  for (const [name, value] of Object.entries(spec.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, queryText(value));
  }
  return url;
}

function queryText(value: Exclude<QueryValue, undefined>): string {
  return typeof value === 'object' ? value.join(',') : String(value);
}

/**
 * Next links are relative to the origin (constant-contact-v3 facts, section 3). One that leads to
 * another origin is refused: the token stays with the API.
 */
function nextUrl(apiUrl: string, spec: CallSpec<unknown>): URL {
  const base = new URL(`${apiUrl}/`);
  const url = URL.parse(spec.link ?? '', base);
  if (url?.origin === base.origin) return new URL(`${url.pathname}${url.search}`, base);
  const tried: Tried = { method: spec.method, path: base.pathname, token: '' };
  const reason = new TypeError('its link to the next page leads somewhere else');
  throw toRulepostError(bodyFailure(tried, 200, spec.link ?? '', reason), spec);
}
