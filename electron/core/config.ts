/**
 * Where the core finds its account: addresses, client and folders. Hosts fill it from the
 * environment; nothing here is secret but `clientSecret`, which never comes from an argument.
 */

/** Fixed: the service has no discovery document (constant-contact-v3 facts, section 1). */
export const constantContactUrls = {
  /** `/authorize`, `/token` and `/device/authorize` hang below it. */
  auth: 'https://authz.constantcontact.com/oauth2/default/v1',
  api: 'https://api.cc.email/v3',
} as const;

export interface CoreConfig {
  version: string;
  /** Folder of the database, secrets and logs; exists. */
  dataDir: string;
  /** `practice` when the account is a local imitation; shown everywhere. */
  mode: 'account' | 'practice';
  /** Base of the OAuth2 endpoints, without a trailing slash. */
  authUrl: string;
  /** Base of the V3 API, without a trailing slash. */
  apiUrl: string;
  /** Client id given by the host; one set in the page is used otherwise. */
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  /** Localhost ports a redirect may come back to; default: those of shared/redirect-addresses. */
  redirectPorts?: readonly number[] | undefined;
}
