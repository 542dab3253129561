/** Who asks: clients, the scopes they may ask for, and how they prove who they are. */
import { timingSafeEqual } from 'node:crypto';
import { redirectAddresses } from '../../../../shared/redirect-addresses.ts';
import type { Practice, PracticeClient } from '../context.ts';
import { oauthProblem } from '../errors.ts';
import { hashToken } from './access-token.ts';

/** Scopes and what they allow, in the words of the consent page. */
export const scopes: Record<string, string> = {
  account_read: 'See the details of your account',
  account_update: 'Change the details of your account',
  contact_data: 'See and change your contacts and lists',
  campaign_data: 'Create and send e-mail campaigns, and see how they did',
  billing_data: 'See and change billing',
  offline_access: 'Stay connected without asking again',
};

export const defaultClients: PracticeClient[] = [
  { id: 'practice', name: 'Rulepost' },
  { id: 'practice-secret', name: 'Rulepost (with a client secret)', secret: 'practice-only' },
];

export const defaultRedirectUris: string[] = [...redirectAddresses, 'app.rulepost:/oauth/callback'];

/** @returns the scopes that do not exist; `%2B` between scopes makes one unknown scope of two */
export const unknownScopes = (scope: string): string[] =>
  scope.split(' ').filter((name) => name !== '' && !(name in scopes));

/**
 * @param authorization header of a token call; a client with a secret must send Basic
 * @throws ApiProblem 401 `invalid_client`
 */
export function authenticateClient(
  practice: Practice,
  params: URLSearchParams,
  authorization: string | null,
): PracticeClient {
  const refused = oauthProblem(401, 'invalid_client', 'Client authentication failed.');
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) {
    const client = practice.clients.find((c) => c.id === params.get('client_id'));
    if (!client || client.secret !== undefined) throw refused;
    return client;
  }
  const [id, secret] = Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodePart);
  const client = practice.clients.find((c) => c.id === id);
  if (client?.secret === undefined || !sameSecret(client.secret, secret ?? '')) throw refused;
  return client;
}

/** RFC 6749 has both parts form-encoded; many clients send them as they are. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(a)), Buffer.from(hashToken(b)));
}
