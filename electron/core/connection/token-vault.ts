/**
 * The stored pair of tokens, changed by one process at a time.
 *
 * A rotating refresh token can be used once; whoever uses it must store what comes back. So reading
 * the pair, using it and writing the new one happen under a lock that other processes respect and a
 * crash gives back. What each kind of crash costs:
 *
 * - before the request has left, or after the new pair is written: nothing;
 * - between the service's rotation and the write: the connection. The stored refresh token is used
 *   up, the new one died with the process; the next refresh is refused and a person reconnects.
 *   Nothing can close this gap from here; it lasts the few milliseconds of one fsync.
 */
import { hasCode, RulepostError } from '../../../shared/errors/problem.ts';
import type { Clock, SecretBox } from '../ports.ts';
import { acquireFileLock } from '../store/file-lock.ts';
import type { Grant } from './sign-in.ts';
import { readTokens, refreshed, removeTokens, type Tokens, writeTokens } from './tokens.ts';

export interface TokenVaultDeps {
  clock: Clock;
  secrets: SecretBox;
  /** Path of the lock file all processes of one data folder share. */
  lockFile: string;
  /**
   * One refresh request at the one token address. Throws `reconnect-needed` when the service has
   * refused the refresh token, anything else when it may still be good.
   */
  refresh(tokens: Tokens): Promise<Grant>;
}

export interface TokenVault {
  read(): Promise<Tokens | null>;
  replace(tokens: Tokens): Promise<void>;
  remove(): Promise<void>;
  /**
   * Refreshes the stored pair, unless another process has just done so.
   *
   * @param isGood says whether a stored pair is already what the caller wants
   * @param signal ends the wait for the lock; a request that has left is always finished
   * @returns the pair now stored, durable; null when there is none
   * @throws RulepostError `reconnect-needed` once it is refused for good; `offline`,
   *   `client-refused`, `secrets-unreadable`, `disk-full` when trying again can help
   */
  renew(isGood: (tokens: Tokens) => boolean, signal: AbortSignal): Promise<Tokens | null>;
}

/** Milliseconds to wait for another process: its request has a limit below that. */
const PATIENCE = 90_000;

export function createTokenVault(deps: TokenVaultDeps): TokenVault {
  const { clock, secrets, lockFile, refresh } = deps;
  /** Work of this process waits here for each other; the lock is for other processes. */
  let last: Promise<unknown> = Promise.resolve();
  /** A pair the service has given that could not be written yet, by the token it replaces. */
  let unsaved: { replaces: string; tokens: Tokens } | null = null;

  function exclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const done = last.then(async () => {
      const lock = await lockWithin(PATIENCE, signal);
      try {
        return await work();
      } finally {
        lock?.release();
      }
    });
    last = done.catch(() => {});
    return done;
  }

  async function lockWithin(ms: number, signal?: AbortSignal) {
    const waited = new AbortController();
    const tooLong = new AbortController();
    clock.sleep(ms, waited.signal).then(
      () => tooLong.abort(),
      () => {}, // The lock came first.
    );
    const either = signal ? AbortSignal.any([signal, tooLong.signal]) : tooLong.signal;
    try {
      return await acquireFileLock(lockFile, { clock, wait: true, signal: either });
    } catch (error) {
      if (!tooLong.signal.aborted) throw error;
      const reason = 'another Rulepost on this machine is renewing the connection and does not end';
      throw new RulepostError('offline', { reason });
    } finally {
      waited.abort();
    }
  }

  async function renewLocked(isGood: (tokens: Tokens) => boolean): Promise<Tokens | null> {
    const tokens = await readTokens(secrets);
    if (tokens === null || isGood(tokens)) return tokens;
    if (tokens.refusedAt !== null) throw new RulepostError('reconnect-needed');
    if (tokens.refreshToken === null) return refuse(tokens, new RulepostError('reconnect-needed'));
    if (unsaved?.replaces === tokens.refreshToken) return save(unsaved.tokens);
    let grant: Grant;
    try {
      grant = await refresh(tokens);
    } catch (error) {
      if (!hasCode(error, 'reconnect-needed')) throw error;
      const stored = await readTokens(secrets);
      // Something that knows nothing of the lock may have won; its pair is as good as ours.
      const same = stored !== null && stored.refreshToken === tokens.refreshToken;
      return same ? refuse(tokens, error) : renewLocked(isGood);
    }
    const next = refreshed(tokens, grant);
    unsaved = { replaces: tokens.refreshToken, tokens: next };
    return save(next);
  }

  async function save(tokens: Tokens): Promise<Tokens> {
    await writeTokens(secrets, tokens);
    unsaved = null;
    return tokens;
  }

  async function refuse(tokens: Tokens, error: RulepostError): Promise<never> {
    await writeTokens(secrets, { ...tokens, refusedAt: clock.now() });
    throw error;
  }

  return {
    read: () => readTokens(secrets),
    replace: (tokens) =>
      exclusively(async () => {
        await save(tokens);
      }),
    remove: () =>
      exclusively(async () => {
        await removeTokens(secrets);
        unsaved = null;
      }),
    renew: (isGood, signal) => exclusively(() => renewLocked(isGood), signal),
  };
}
