/** Attempts to connect, at the points where a person sees something different. */
import type { Attempt } from '../../../shared/contract/schemas.ts';
import { minute } from './bookshop.ts';

export function waitingAttempt(now: number): Attempt {
  return {
    id: 'at_1',
    flow: 'pkce',
    state: 'waiting',
    url: 'https://consent.example/authorize?client_id=7f3a1c52&state=k2j4h6',
    redirectUri: 'http://localhost:18471/oauth/callback',
    device: null,
    startedAt: now,
    expiresAt: now + 10 * minute,
    offerAlternativesAt: now + 20_000,
    problem: null,
  };
}

export function deviceAttempt(now: number): Attempt {
  return {
    ...waitingAttempt(now),
    id: 'at_2',
    flow: 'device',
    redirectUri: null,
    device: { userCode: 'KQXP-7RTD', verificationUri: 'https://consent.example/activate' },
  };
}

export function deniedAttempt(now: number): Attempt {
  return {
    ...waitingAttempt(now - minute),
    state: 'failed',
    problem: {
      code: 'consent-denied',
      what: 'The permission was not given in Constant Contact, so Rulepost is not connected.',
      advice: 'If that was a mistake, connect again and press Allow.',
    },
  };
}
