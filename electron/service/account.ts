/** Which account a data folder works with: the real one, another server, or the practice account. */
import { RulepostError } from '../../shared/errors/problem.ts';
import { type CoreConfig, constantContactUrls } from '../core/config.ts';

/** Addresses of an account's server, without trailing slashes. */
export interface AccountUrls {
  authUrl: string;
  apiUrl: string;
}

/** @returns the addresses given by the environment; each stands for itself. */
export function urlsFromEnv(env: NodeJS.ProcessEnv): Partial<AccountUrls> {
  const { RULEPOST_AUTH_URL: auth, RULEPOST_API_URL: api } = env;
  return {
    ...(auth ? { authUrl: trimmed('RULEPOST_AUTH_URL', auth) } : {}),
    ...(api ? { apiUrl: trimmed('RULEPOST_API_URL', api) } : {}),
  };
}

/**
 * @returns the server that stands in for the built-in practice account, or null for the built-in one
 * @throws RulepostError `practice-half-set` when only one of its addresses is given: the other would
 *   be the real one; `practice-not-real`
 */
export function practiceServerFromEnv(env: NodeJS.ProcessEnv): AccountUrls | null {
  const { authUrl, apiUrl } = urlsFromEnv(env);
  if (authUrl === undefined && apiUrl === undefined) return null;
  if (authUrl === undefined || apiUrl === undefined) {
    const [set, missing] = authUrl === undefined ? ['API', 'AUTH'] : ['AUTH', 'API'];
    const names = { set: `RULEPOST_${set}_URL`, missing: `RULEPOST_${missing}_URL` };
    throw new RulepostError('practice-half-set', names);
  }
  refuseRealService({ authUrl, apiUrl });
  return { authUrl, apiUrl };
}

/** @returns true when the address is on this machine, as any practice account is. */
export function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

/** Practice never reaches the real service, whatever the environment says. */
export function refuseRealService(urls: AccountUrls): void {
  for (const url of [urls.authUrl, urls.apiUrl]) {
    const host = new URL(url).hostname;
    if (/(^|\.)(constantcontact\.com|cc\.email)$/.test(host)) {
      throw new RulepostError('practice-not-real', { host });
    }
  }
}

/** @returns the core's configuration for an account that is not the built-in practice one. */
export function configFromEnv(env: NodeJS.ProcessEnv): Omit<CoreConfig, 'version' | 'dataDir'> {
  const urls: AccountUrls = {
    authUrl: constantContactUrls.auth,
    apiUrl: constantContactUrls.api,
    ...urlsFromEnv(env),
  };
  return {
    ...urls,
    mode: isLoopback(urls.apiUrl) ? 'practice' : 'account',
    clientId: env.RULEPOST_CLIENT_ID || undefined,
    clientSecret: env.RULEPOST_CLIENT_SECRET || undefined,
  };
}

function trimmed(name: string, url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new RulepostError('setting-not-address', { name, url });
  }
  return url.replace(/\/+$/, '');
}
