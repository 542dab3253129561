/** Knows the connected account: reads its profile, remembers it, notices when it is another one. */
import { z } from 'zod';
import { type AccountProfile, accountProfileSchema } from '../../../shared/contract/schemas.ts';
import { hasCode, type Problem, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { AccountCalls } from '../constant-contact/account.ts';
import type { CallOptions } from '../constant-contact/call.ts';
import type { Clock, Log } from '../ports.ts';
import { missingForSending, readProfile } from './profile.ts';

/** Small facts that outlive a start; the store implements it. */
export interface ConnectionSettings {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): void;
  remove(key: string): void;
}

export interface AccountWatchDeps {
  clock: Clock;
  log: Log;
  settings: ConnectionSettings;
  account: () => AccountCalls;
  onChange(): void;
}

export interface AccountWatch {
  /** null until it was read; the one read last, also from an earlier start. */
  profile(): AccountProfile | null;
  missing(): Problem[];
  /** Why the profile could not be read the last time. */
  problem(): Problem | null;
  read(options: CallOptions): Promise<AccountProfile>;
  /** Reads it by and by, however long the network stays away. */
  readInBackground(): void;
  /** A person has seen that it is another account than before, and means it. */
  confirm(): void;
  /** What was read belongs to a connection that is no more. */
  forget(): void;
  stop(): Promise<void>;
}

const PROFILE = 'connection.profile';
/** The account the rules were made for, kept across a disconnect. */
const ACCOUNT = 'connection.account';
const accountSchema = z.object({ id: z.string(), organisation: z.string() });

const FIRST_RETRY = 60_000;
const LONGEST_RETRY = 3_600_000;

export function createAccountWatch(deps: AccountWatchDeps): AccountWatch {
  const { clock, log, settings } = deps;
  const stopping = new AbortController();
  let profile = accountProfileSchema.safeParse(settings.get(PROFILE)).data ?? null;
  let account = accountSchema.safeParse(settings.get(ACCOUNT)).data ?? null;
  let failed: RulepostError | null = null;
  let reading: Promise<void> | null = null;

  function confirm(): void {
    if (profile === null) return;
    account = { id: profile.accountId, organisation: profile.organisation };
    settings.set(ACCOUNT, account);
    deps.onChange();
  }

  async function read(options: CallOptions): Promise<AccountProfile> {
    try {
      profile = await readProfile(deps.account(), clock.now(), options);
    } catch (error) {
      failed = error instanceof RulepostError ? error : failed;
      log.warn({ code: failed?.code }, 'the account could not be read');
      deps.onChange();
      throw error;
    }
    failed = null;
    settings.set(PROFILE, profile);
    if (account === null || account.id === profile.accountId) confirm();
    else deps.onChange();
    return profile;
  }

  async function readUntilRead(): Promise<void> {
    for (let wait = FIRST_RETRY; ; wait = Math.min(wait * 2, LONGEST_RETRY)) {
      try {
        await read({ signal: stopping.signal });
        return;
      } catch (error) {
        // Without a connection there is nothing to wait for; the next one reads again.
        if (hasCode(error, 'not-connected', 'reconnect-needed')) return;
      }
      await clock.sleep(wait, stopping.signal);
    }
  }

  return {
    profile: () => profile,
    missing() {
      if (profile === null) return [];
      const { accountId, organisation } = profile;
      const missing = missingForSending(profile);
      if (account === null || account.id === accountId) return missing;
      const params = { now: organisation, before: account.organisation };
      return [toProblem(new RulepostError('different-account', params)), ...missing];
    },
    problem: () => failed && toProblem(failed),
    read,
    readInBackground() {
      reading ??= readUntilRead()
        .catch(() => {}) // Stopped; every failed read is logged.
        .finally(() => {
          reading = null;
        });
    },
    confirm,
    forget() {
      profile = null;
      failed = null;
      settings.remove(PROFILE);
    },
    async stop() {
      stopping.abort();
      await reading;
    },
  };
}
