/** Shape of the OAuth2 endpoints, which speak forms and pages rather than JSON. */

export interface OAuthCall {
  /** Full address of the request. */
  url: URL;
  query: URLSearchParams;
  /** Form fields; empty when there is no form. */
  form: URLSearchParams;
  authorization: string | null;
}

export type OAuthAnswer =
  | { kind: 'json'; status: number; body: unknown }
  | { kind: 'page'; status: number; html: string }
  | { kind: 'redirect'; location: string };

export interface OAuthRoute {
  method: 'GET' | 'POST';
  /** Below `/oauth2/default/v1`. */
  path: string;
  handle(call: OAuthCall): OAuthAnswer;
}

export const oauthBase = '/oauth2/default/v1';

export const json = (body: unknown): OAuthAnswer => ({ kind: 'json', status: 200, body });
export const showPage = (html: string, status = 200): OAuthAnswer => ({
  kind: 'page',
  status,
  html,
});
