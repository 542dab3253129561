/** Which account a data folder works with: the real one, another server, or the practice account. */
import { RulepostError } from '../../shared/errors/problem.ts';
import { type CoreConfig, constantContactUrls } from '../core/config.ts';

/** Addresses of an account's server, without trailing slashes. */
export interface AccountUrls {
  authUrl: string;
  apiUrl: string;
}

/** @returns the server given by the environment, or null unless both of its addresses are. */
export function urlsFromEnv(env: NodeJS.ProcessEnv): AccountUrls | null {
  const { RULEPOST_AUTH_URL: auth, RULEPOST_API_URL: api } = env;
  if (!auth || !api) return null;
  return { authUrl: trimmed('RULEPOST_AUTH_URL', auth), apiUrl: trimmed('RULEPOST_API_URL', api) };
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
  const urls = urlsFromEnv(env) ?? {
    authUrl: constantContactUrls.auth,
    apiUrl: constantContactUrls.api,
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
