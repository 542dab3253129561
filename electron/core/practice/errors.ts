/**
 * How the service says no. Most errors are an array of `{error_key, error_message}`; 401, 429 and
 * the 403 of missing privileges are a single object (constant-contact-v3 facts, section 3).
 */

/** Thrown by an endpoint; becomes the answer. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Groups of error keys. Those of contacts are documented; `campaigns` is a guess (section 13.4). */
export type KeyGroup = 'contacts' | 'campaigns' | 'account';

const list = (status: number, key: string, messages: string[]): ApiProblem =>
  new ApiProblem(
    status,
    messages.map((message) => ({ error_key: key, error_message: message })),
  );

export const invalid = (group: KeyGroup, ...messages: string[]): ApiProblem =>
  list(400, `${group}.api.validation.error`, messages);

export const notFound = (group: KeyGroup, message: string): ApiProblem =>
  list(404, `${group}.api.not_found`, [message]);

export const conflict = (group: KeyGroup, message: string): ApiProblem =>
  list(409, `${group}.api.conflict`, [message]);

export const unsupportedMediaType = (): ApiProblem =>
  list(415, 'unsupported_media_type', ['The request body must be application/json.']);

export const unauthorized = (): ApiProblem =>
  new ApiProblem(401, { error_key: 'unauthorized', error_message: 'Unauthorized' });

export const accessDenied = (): ApiProblem =>
  new ApiProblem(403, {
    error_key: 'access_denied',
    error_message: 'Request forbidden due to insufficient user privileges.',
  });

export const missingScope = (scope: string): ApiProblem =>
  new ApiProblem(403, {
    error_key: 'access_denied',
    error_message: `Request forbidden: the access token lacks the scope ${scope}.`,
  });

export const throttled = (headers?: Record<string, string>): ApiProblem =>
  new ApiProblem(429, { error_key: 'throttled', error_message: 'Too Many Requests' }, headers);

export const quotaExceeded = (headers?: Record<string, string>): ApiProblem =>
  new ApiProblem(429, { error_key: 'quota_exceeded', error_message: 'Limit Exceeded' }, headers);

/** An OAuth2 error: `{error, error_description}` (section 1). */
export const oauthProblem = (status: 400 | 401, error: string, description: string): ApiProblem =>
  new ApiProblem(status, { error, error_description: description });
