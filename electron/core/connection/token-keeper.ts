/**
 * Keeps the connection alive, and is the only one who ever sees a refresh token.
 *
 * Callers ask for an access token that works. However many ask, one request is made, ahead of the
 * token's end; a refresh that fails while the token is still good concerns no caller. What the
 * stored pair goes through stands in token-vault.ts.
 */
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Log } from '../ports.ts';
import { knownError } from './known-error.ts';
import { nextSetback, type Setback } from './setback.ts';
import { abandonable, createWakeableSleep } from './timing.ts';
import { type Health, healthOf } from './token-health.ts';
import { createTokenVault, type TokenVaultDeps } from './token-vault.ts';
import { endsUnlessUsedBy, isUsable, refreshDue, type Tokens } from './tokens.ts';

export interface TokenKeeperDeps extends TokenVaultDeps {
  log: Log;
  /** 0 to 1; default `Math.random`. */
  random?: (() => number) | undefined;
  /** What `view` says has changed. */
  onChange(): void;
}

/** Instants are epoch ms; null while they mean nothing. */
export interface KeeperView extends Health {
  connectedAt: number | null;
  lastRefreshAt: number | null;
  accessTokenExpiresAt: number | null;
  nextRefreshAt: number | null;
  endsUnlessUsedBy: number | null;
}

export interface TokenKeeper {
  /** Reads the stored pair. Never throws: what stands in the way is in `view`. */
  load(): Promise<void>;
  /** Begins to refresh by itself, in use and idle. */
  start(): void;
  /** Ends that, after a request that is under way. */
  stop(): Promise<void>;
  /**
   * @param signal ends this caller's wait; the refresh goes on for the others
   * @throws RulepostError `not-connected`, `reconnect-needed`, `offline`, `client-refused`,
   *   `secrets-unreadable`, `disk-full`; the signal's reason
   */
  accessToken(signal?: AbortSignal): Promise<string>;
  /** The API answered 401 to this token: it counts as expired, at most once a minute. */
  rejected(accessToken: string): void;
  /** Takes the pair of a new consent. Resolves once it is durable. */
  store(tokens: Tokens): Promise<void>;
  forget(): Promise<void>;
  /** Tries now what was waiting to be tried again: a person asked, or the machine woke up. */
  wake(): void;
  view(): KeeperView;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function createTokenKeeper(deps: TokenKeeperDeps): TokenKeeper {
  const { clock, log, random = Math.random } = deps;
  const vault = createTokenVault(deps);
  const sleep = createWakeableSleep(clock);
  const stopping = new AbortController();

  let held: Tokens | null = null;
  /** How often `held` was set. */
  let adopted = 0;
  /** Why the stored pair cannot be read now. */
  let unreadable: RulepostError | null = null;
  /** The last failed refresh, until one succeeds. */
  let failure: Setback | null = null;
  let refreshing: Promise<Tokens> | null = null;
  let reading: Promise<void> | null = null;
  let running: Promise<void> | null = null;
  /** An access token the API has refused. */
  let suspect: string | null = null;
  let suspectedAt = Number.NEGATIVE_INFINITY;
  /** Asked for since the pair came; decides between the two due times. */
  let inUse = false;
  /** This pair's place in the spread of due times. */
  let spread = random();

  function adopt(tokens: Tokens | null): void {
    if (tokens?.accessToken !== held?.accessToken) {
      inUse = false;
      spread = random();
    }
    if (suspect !== tokens?.accessToken) suspect = null;
    held = tokens;
    unreadable = null;
    adopted++;
  }

  const isGood = (tokens: Tokens): boolean =>
    tokens.refusedAt === null && tokens.accessToken !== suspect && isUsable(tokens, clock.now());

  function load(): Promise<void> {
    reading ??= (async () => {
      const before = adopted;
      try {
        const tokens = await vault.read();
        if (adopted === before) adopt(tokens); // Else a newer pair came while this was read.
      } catch (error) {
        unreadable = knownError(error);
        log.warn({ code: unreadable.code }, 'the stored connection cannot be read');
      }
      reading = null;
      deps.onChange();
    })();
    return reading;
  }

  /** When to refresh next without being asked; null when there is nothing to refresh. */
  function dueAt(): number | null {
    if (held === null || held.refusedAt !== null) return null;
    if (failure) return failure.retryAt;
    if (held.refreshToken === null) return held.expiresAt; // Ends then, and is found to have ended.
    return refreshDue(held, { inUse, spread, now: clock.now() });
  }

  const isDue = (): boolean => {
    const due = dueAt();
    return due !== null && clock.now() >= due;
  };

  function refresh(): Promise<Tokens> {
    if (refreshing) return refreshing;
    if (failure && clock.now() < failure.retryAt) return Promise.reject(failure.error);
    refreshing = renew().finally(() => {
      refreshing = null;
      deps.onChange();
    });
    deps.onChange();
    return refreshing;
  }

  async function renew(): Promise<Tokens> {
    const before = held?.accessToken;
    try {
      // The pair we hold is refreshed though still good; a stored one that differs is another's win.
      const tokens = await vault.renew(
        (t) => t.accessToken !== before && isGood(t),
        stopping.signal,
      );
      adopt(tokens);
      failure = null;
      if (tokens === null) throw new RulepostError('not-connected');
      log.info({ expiresAt: tokens.expiresAt }, 'the connection was renewed');
      return tokens;
    } catch (thrown) {
      const error = knownError(thrown);
      if (error.code === 'reconnect-needed') await load();
      const isFinal = error.code === 'reconnect-needed' || error.code === 'not-connected';
      failure = isFinal ? null : nextSetback(failure, error, clock.now(), random());
      log.warn({ code: error.code, details: error.details }, 'the connection was not renewed');
      throw error;
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const due = unreadable ? clock.now() + MINUTE : (dueAt() ?? Number.POSITIVE_INFINITY);
      // Never long at once: timers stand still while the machine sleeps.
      const wait = Math.min(Math.max(due - clock.now(), 0), HOUR);
      if (wait > 0) await sleep.sleep(wait, stopping.signal);
      if (stopping.signal.aborted) break;
      if (held === null || held.refusedAt !== null || unreadable) await load();
      else if (isDue()) await refresh().catch(() => {}); // Logged, and kept in `failure`.
    }
  }

  return {
    load,

    start() {
      running ??= run();
    },

    async stop() {
      stopping.abort(new RulepostError('offline', { reason: 'Rulepost is ending' }));
      await running;
      await refreshing?.catch(() => {});
    },

    async accessToken(signal) {
      signal?.throwIfAborted();
      // Another process may have connected, reconnected or unlocked meanwhile.
      if (held === null || held.refusedAt !== null || unreadable) {
        await abandonable(load(), signal);
        if (unreadable) throw unreadable;
      }
      if (held === null) throw new RulepostError('not-connected');
      if (held.refusedAt !== null) throw new RulepostError('reconnect-needed');
      if (!inUse) {
        inUse = true;
        sleep.wake();
      }
      if (!isGood(held)) return (await abandonable(refresh(), signal)).accessToken;
      // Its failure is logged and kept; the token at hand still works.
      if (held.refreshToken !== null && isDue()) refresh().catch(() => {});
      return held.accessToken;
    },

    rejected(accessToken) {
      if (held?.accessToken !== accessToken || suspect === accessToken) return;
      // A service that refuses what it has just given would be asked again and again otherwise.
      if (clock.now() - suspectedAt < MINUTE) return;
      log.info({}, 'an access token was refused before its time');
      suspect = accessToken;
      suspectedAt = clock.now();
    },

    async store(tokens) {
      await vault.replace(tokens);
      failure = null;
      adopt(tokens);
      sleep.wake();
      deps.onChange();
    },

    async forget() {
      await vault.remove();
      failure = null;
      adopt(null);
      deps.onChange();
    },

    wake() {
      if (failure) failure = { ...failure, retryAt: clock.now() };
      sleep.wake();
    },

    view() {
      return {
        ...healthOf({
          held,
          isGood: held !== null && isGood(held),
          unreadable,
          failure: failure?.error ?? null,
          isRefreshing: refreshing !== null,
        }),
        connectedAt: held?.connectedAt ?? null,
        lastRefreshAt: held?.refreshedAt ?? null,
        accessTokenExpiresAt: held?.expiresAt ?? null,
        nextRefreshAt: held?.refreshToken ? dueAt() : null,
        endsUnlessUsedBy: held && held.refusedAt === null ? endsUnlessUsedBy(held) : null,
      };
    },
  };
}
