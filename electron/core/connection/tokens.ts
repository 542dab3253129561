/** What the secret box holds of a connection, and the rules about its times. */
import { z } from 'zod';
import { flowSchema } from '../../../shared/contract/schemas.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { SecretBox } from '../ports.ts';
import type { ClientIdentity, Grant } from './sign-in.ts';

const instant = z.number();

const tokensSchema = z.object({
  version: z.literal(1),
  accessToken: z.string().min(1),
  /** null when the consent came without one; the connection then ends with the access token. */
  refreshToken: z.string().min(1).nullable(),
  /** When the pair was asked for; the service counts its 180 days from about then. */
  receivedAt: instant,
  expiresAt: instant,
  connectedAt: instant,
  /** null until the first refresh. */
  refreshedAt: instant.nullable(),
  /** The registration that got them. A refresh needs the same one, whatever is set by now. */
  clientId: z.string(),
  flow: flowSchema,
  redirectUri: z.string().nullable(),
  /** Where they are at home (endpoints.ts). */
  authority: z.string(),
  /** Set once the service has refused the refresh token for good. The tokens stay as evidence. */
  refusedAt: instant.nullable(),
});
export type Tokens = z.infer<typeof tokensSchema>;

const NAME = 'tokens';

/** @throws RulepostError `secrets-unreadable`, also for tokens a newer Rulepost wrote */
export async function readTokens(secrets: SecretBox): Promise<Tokens | null> {
  const text = await secrets.read(NAME);
  if (text === null) return null;
  try {
    return tokensSchema.parse(JSON.parse(text));
  } catch {
    // No cause: a parser's message may quote what it read.
    const reason = 'it was written by a newer Rulepost, or is damaged';
    throw new RulepostError('secrets-unreadable', { reason });
  }
}

/** Resolves once the tokens are durable. */
export function writeTokens(secrets: SecretBox, tokens: Tokens): Promise<void> {
  return secrets.write(NAME, JSON.stringify(tokens));
}

export function removeTokens(secrets: SecretBox): Promise<void> {
  return secrets.remove(NAME);
}

/** The pair a consent has brought. */
export function newTokens(
  grant: Grant,
  client: ClientIdentity,
  at: { redirectUri: string | null; authority: string; now: number },
): Tokens {
  return {
    version: 1,
    ...grant,
    connectedAt: at.now,
    refreshedAt: null,
    clientId: client.clientId,
    flow: client.flow,
    redirectUri: at.redirectUri,
    authority: at.authority,
    refusedAt: null,
  };
}

/** The pair after a refresh. Without a new refresh token in the answer the old one goes on. */
export function refreshed(tokens: Tokens, grant: Grant): Tokens {
  return {
    ...tokens,
    accessToken: grant.accessToken,
    refreshToken: grant.refreshToken ?? tokens.refreshToken,
    receivedAt: grant.receivedAt,
    expiresAt: grant.expiresAt,
    refreshedAt: grant.receivedAt,
    refusedAt: null,
  };
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Both kinds of refresh token die after 180 days without use (constant-contact-v3 facts, section 1). */
const UNUSED_LIFE = 180 * DAY;
const IDLE_REFRESH = 7 * DAY;
const FLOOR = 15 * MINUTE;

/** @returns true while a request that begins now can still finish with this access token */
export function isUsable(tokens: Tokens, now: number): boolean {
  const life = tokens.expiresAt - tokens.receivedAt;
  return now < tokens.expiresAt - Math.min(MINUTE, life / 10);
}

/**
 * When to refresh without being asked.
 *
 * In use: spread over the third quarter of the access token's life, so that installations begun
 * together do not ask together, and at least 15 minutes before its end. A life under half an hour is
 * refreshed at its half. Idle: within a week, far from the 180 days.
 *
 * @param spread 0 to 1, drawn once per pair
 */
export function refreshDue(
  { receivedAt, expiresAt }: Tokens,
  { inUse, spread, now }: { inUse: boolean; spread: number; now: number },
): number {
  // Received in the future: the clock was wrong then, and with it all times of this pair.
  if (receivedAt > now + DAY) return now;
  const idle = Math.round(receivedAt + IDLE_REFRESH - spread * (DAY / 2));
  if (!inUse) return idle;
  const life = expiresAt - receivedAt;
  const half = receivedAt + life / 2;
  const latest = Math.max(half, expiresAt - FLOOR);
  return Math.min(Math.round(half + (spread * life) / 4), Math.round(latest), idle);
}

export function endsUnlessUsedBy(tokens: Tokens): number {
  return tokens.refreshToken === null ? tokens.expiresAt : tokens.receivedAt + UNUSED_LIFE;
}
