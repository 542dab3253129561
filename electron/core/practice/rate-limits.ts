/** Four calls a second and 10,000 a UTC day per client id (constant-contact-v3 facts, section 2). */
import { isoDay, type Practice } from './context.ts';
import { quotaExceeded, throttled } from './errors.ts';

export interface RateLimits {
  /** Counts the call, or refuses it uncounted. @throws ApiProblem 429 */
  count(clientId: string): void;
}

export function createRateLimits(practice: Practice): RateLimits {
  /** Times of the calls of the last second, per client id. */
  const recent = new Map<string, number[]>();

  return {
    count(clientId) {
      const { limits, switches } = practice;
      const now = practice.clock.now();
      const account = practice.account();
      const today = isoDay(now);
      if (account.quota.day !== today) account.quota = { day: today, used: {} };

      const used = account.quota.used[clientId] ?? 0;
      if (limits.perDay !== null && used >= limits.perDay) {
        const midnight = Date.parse(`${today}T00:00:00Z`) + 86_400_000;
        throw quotaExceeded(retryAfter(switches.retryAfter, midnight - now));
      }
      const lately = (recent.get(clientId) ?? []).filter((at) => at > now - 1000);
      if (limits.perSecond !== null && lately.length >= limits.perSecond) {
        throw throttled(retryAfter(switches.retryAfter, 1000));
      }
      recent.set(clientId, [...lately, now]);
      account.quota.used[clientId] = used + 1;
      practice.saveAccount();
    },
  };
}

function retryAfter(wanted: boolean, ms: number): Record<string, string> {
  return wanted ? { 'retry-after': String(Math.ceil(ms / 1000)) } : {};
}
