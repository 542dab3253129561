/** What an attempt to connect is made of while it runs. */
import { randomUUID } from 'node:crypto';
import { generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi';
import type { Attempt } from '../../../shared/contract/schemas.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import type { ClientIdentity, DeviceCode, SignIn } from './sign-in.ts';

export interface Running {
  /** What the page shows. */
  view: Attempt;
  readonly client: ClientIdentity;
  /** What the redirect must bring back; null with a device code, which has no redirect. */
  readonly state: string | null;
  readonly redirectUri: string | null;
  /** Proves at the exchange that we asked. Kept in memory only, and no longer than the attempt. */
  verifier: string | null;
  /** An answer is being dealt with; there is no second one. */
  answered: boolean;
  /** What was granted is being stored; from here on it can no longer be cancelled. */
  storing: boolean;
  readonly ended: AbortController;
}

export type Ended = Exclude<Attempt['state'], 'waiting'>;

/** What a late answer to an attempt that has ended is told. */
export const lateAnswers: Record<Ended, ErrorCode> = {
  replaced: 'attempt-replaced',
  cancelled: 'attempt-cancelled',
  expired: 'attempt-expired',
  connected: 'answer-used',
  failed: 'answer-used',
};

const MINUTE = 60_000;
const LIFE = 10 * MINUTE;
const OFFER_ALTERNATIVES_AFTER = 20_000;

/**
 * @param awaited the redirect address that is listened on, null when none is
 * @param redirectUri the address to name in the request
 */
export async function codeAttempt(
  client: ClientIdentity,
  now: number,
  signIn: SignIn,
  awaited: string | null,
  redirectUri: string,
): Promise<Running> {
  const state = generateRandomState();
  // The flow with a secret goes without the challenge (constant-contact-v3 facts, section 1).
  const verifier = client.flow === 'pkce' ? generateRandomCodeVerifier() : null;
  const { clientId } = client;
  const url = await signIn.authorizeUrl({ clientId, redirectUri, state, verifier });
  const view = newView(client, now, { url, redirectUri: awaited, expiresAt: now + LIFE });
  return { ...newRunning(client, view), state, redirectUri, verifier };
}

export function deviceAttempt(client: ClientIdentity, now: number, code: DeviceCode): Running {
  const { userCode, verificationUri, verificationUriComplete, expiresAt } = code;
  const url = verificationUriComplete ?? verificationUri;
  const view = newView(client, now, { url, redirectUri: null, expiresAt });
  return newRunning(client, { ...view, device: { userCode, verificationUri } });
}

function newView(
  client: ClientIdentity,
  now: number,
  where: Pick<Attempt, 'url' | 'redirectUri' | 'expiresAt'>,
): Attempt {
  return {
    id: randomUUID(),
    flow: client.flow,
    state: 'waiting',
    ...where,
    device: null,
    startedAt: now,
    offerAlternativesAt: now + OFFER_ALTERNATIVES_AFTER,
    problem: null,
  };
}

function newRunning(client: ClientIdentity, view: Attempt): Running {
  return {
    view,
    client,
    state: null,
    redirectUri: null,
    verifier: null,
    answered: false,
    storing: false,
    ended: new AbortController(),
  };
}
