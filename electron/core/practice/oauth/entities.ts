/** What the practice account remembers of consents and tokens. Times are epoch milliseconds. */
import type { Entity } from '../entities.ts';

/** One consent and the tokens that came of it. */
export interface Grant extends Entity {
  clientId: string;
  scope: string;
  redirectUri: string | null;
  /** Hash of the refresh token in force; null when none was asked for. */
  refresh: string | null;
  /** Hashes of refresh tokens that were replaced, with the time. */
  replaced: { hash: string; at: number }[];
  /** Last use, from which the 180 days count. */
  usedAt: number;
  ended: boolean;
}

/** `id` is the hash of the token. */
export interface AccessToken extends Entity {
  grantId: string;
  expiresAt: number;
}

/** `id` is the hash of the code. */
export interface AuthorizationCode extends Entity {
  clientId: string;
  redirectUri: string;
  scope: string;
  challenge: string | null;
  expiresAt: number;
  used: boolean;
}

/** `id` is the hash of the device code. */
export interface DeviceCode extends Entity {
  userCode: string;
  clientId: string;
  scope: string;
  expiresAt: number;
  intervalSeconds: number;
  polledAt: number | null;
  decision: 'waiting' | 'allowed' | 'denied' | 'used';
}
