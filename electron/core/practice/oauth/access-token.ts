/** Tokens of the practice account: random strings, and access tokens that look like the real ones. */
import { createHash, randomBytes } from 'node:crypto';
import type { Practice } from '../context.ts';

const accessTokenSeconds = 86_400;

/** Tokens are kept as hashes only, as anywhere else in Rulepost. */
export const hashToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

export const randomToken = (): string => randomBytes(32).toString('base64url');

export interface IssuedAccessToken {
  token: string;
  expiresAt: number;
  /** As it stands in the token response (switch `expiresIn`). */
  expiresIn: number;
}

/**
 * A JWT in shape: RS256 header, the claims seen in real tokens and 1,000 to 1,200 characters
 * (constant-contact-v3 facts, section 1). The signature is filler; nothing here is a secret.
 */
export function issueAccessToken(
  practice: Practice,
  grant: { id: string; clientId: string; scope: string },
): IssuedAccessToken {
  const now = practice.clock.now();
  const issued = Math.floor(now / 1000);
  const account = practice.account();
  const claims = {
    ver: 1,
    jti: `AT.${randomToken()}`,
    iss: 'https://identity.constantcontact.com/oauth2/aus1lm3ry9mF7x2Ja0h8',
    aud: 'https://api.cc.email/v3',
    iat: issued,
    exp: issued + accessTokenSeconds,
    cid: grant.clientId,
    uid: '00upractice00000000001',
    scp: grant.scope.split(' '),
    auth_time: issued,
    sub: account.senders[0]?.email_address ?? account.encodedAccountId,
    platform_user_id: account.id,
  };
  const token = [
    encode({ kid: 'practice-account-key-0000000000000000000000', typ: 'JWT', alg: 'RS256' }),
    encode(claims),
    Buffer.alloc(256, 'practice').toString('base64url'),
  ].join('.');

  const expiresAt = (issued + accessTokenSeconds) * 1000;
  for (const old of practice.state.accessTokens.all()) {
    if (old.expiresAt < now) practice.state.accessTokens.remove(old.id);
  }
  practice.state.accessTokens.put({
    id: hashToken(token),
    seq: practice.state.accessTokens.nextSeq(),
    grantId: grant.id,
    expiresAt,
  });
  return {
    token,
    expiresAt,
    expiresIn:
      practice.switches.expiresIn === 'epoch' ? issued + accessTokenSeconds : accessTokenSeconds,
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
