/** One failed request, whatever shape its answer had (constant-contact-v3 facts, section 3). */

export type FailureKind =
  /** No answer came: network, timeout. */
  | 'no-answer'
  /** An answer with a status other than 2xx. */
  | 'status'
  /** A 2xx whose body is empty, cut off or not JSON, as a troubled network may leave it. */
  | 'unreadable'
  /** A 2xx whose body is sound but of another shape than agreed. */
  | 'unexpected';

export interface FailureFacts {
  kind: FailureKind;
  method: string;
  /** Without the query, which may hold addresses of people. */
  path: string;
  status: number | null;
  /** `error_key`s of the answer, or the code of the network error. */
  keys: readonly string[];
  /** What the service, or the network, said. */
  messages: readonly string[];
  /** The raw body, cut and without secrets; for diagnostics. */
  body: string;
  /** The service may have done what was asked. */
  maybeDone: boolean;
  retryAfterMs: number;
}

export class ApiFailure extends Error implements FailureFacts {
  override readonly name = 'ApiFailure';
  readonly kind: FailureKind;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly keys: readonly string[];
  readonly messages: readonly string[];
  readonly body: string;
  readonly maybeDone: boolean;
  readonly retryAfterMs: number;

  constructor(facts: FailureFacts) {
    super(
      `${facts.method} ${facts.path}: ${facts.status ?? facts.kind} ${facts.messages.join('; ')}`,
    );
    this.kind = facts.kind;
    this.method = facts.method;
    this.path = facts.path;
    this.status = facts.status;
    this.keys = facts.keys;
    this.messages = facts.messages;
    this.body = facts.body;
    this.maybeDone = facts.maybeDone;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** In characters: what is read for keys and messages, and what is kept for diagnostics. */
const longestErrorBody = 20_000;
const longestKeptBody = 2_000;

/** The request, as far as its failure has to tell of it. */
export interface Tried {
  method: string;
  path: string;
  token: string;
}

/** An answer with a status other than 2xx. */
export function statusFailure(tried: Tried, response: Response, body: string): ApiFailure {
  const clean = redact(body.slice(0, longestErrorBody), tried.token);
  const { keys, messages } = parseErrorBody(clean);
  const status = response.status;
  return new ApiFailure({
    kind: 'status',
    method: tried.method,
    path: tried.path,
    status,
    keys,
    messages: isRedirect(response) ? ['it pointed to another address'] : messages,
    body: clean.slice(0, longestKeptBody),
    maybeDone: tried.method !== 'GET' && (status >= 500 || status === 408),
    retryAfterMs: retryAfterMs(response),
  });
}

/**
 * A 2xx whose body could not be read; the service did its work all the same.
 * @param error what the reader threw: SyntaxError when there was nothing to make sense of
 */
export function bodyFailure(
  tried: Tried,
  status: number,
  body: string,
  error: unknown,
): ApiFailure {
  return new ApiFailure({
    kind: error instanceof SyntaxError ? 'unreadable' : 'unexpected',
    method: tried.method,
    path: tried.path,
    status,
    keys: [],
    messages: [error instanceof Error ? error.message : String(error)],
    body: redact(body.slice(0, longestKeptBody), tried.token),
    maybeDone: tried.method !== 'GET',
    retryAfterMs: 0,
  });
}

/**
 * Reads keys and messages out of an error body: an array of `{error_key, error_message}`, one such
 * object, `{error, error_description}`, `{message}`, bare strings, HTML, nothing at all.
 */
export function parseErrorBody(body: string): { keys: string[]; messages: string[] } {
  const found = { keys: [] as string[], messages: [] as string[] };
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    value = plainText(body);
  }
  collect(value, found, 4);
  return { keys: unique(found.keys), messages: unique(found.messages) };
}

function collect(
  value: unknown,
  found: { keys: string[]; messages: string[] },
  depth: number,
): void {
  if (depth === 0 || value === null) return;
  if (typeof value === 'string') {
    if (value.trim() !== '') found.messages.push(value.trim().slice(0, 500));
  } else if (Array.isArray(value)) {
    for (const item of value.slice(0, 20)) collect(item, found, depth - 1);
  } else if (typeof value === 'object') {
    const fields = value as Record<string, unknown>;
    for (const key of [fields.error_key, fields.error]) {
      if (typeof key === 'string' && key !== '') found.keys.push(key.slice(0, 200));
    }
    for (const name of ['error_message', 'error_description', 'message', 'errors']) {
      collect(fields[name], found, depth - 1);
    }
  }
}

/** The title of an HTML page, or the text itself when it is not HTML. */
function plainText(body: string): string {
  const title = /<title[^>]*>([^<]*)</i.exec(body)?.[1];
  if (title !== undefined) return title;
  return /<\w/.test(body) ? '' : body;
}

/** Takes the token in use, and whatever looks like one, out of a text. */
export function redact(text: string, token: string): string {
  const known = token === '' ? text : text.replaceAll(token, '[removed]');
  return known.replace(/eyJ[\w-]+\.[\w-]+(\.[\w-]*)?|(?<=bearer )[\w.~+/=-]+/gi, '[removed]');
}

/** Only seconds are honoured, and a minute at most: the header is not documented. */
function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 60) * 1_000 : 0;
}

/** A manual redirect shows as its 3xx in Node and as an opaque answer (status 0) in Chromium. */
function isRedirect(response: Response): boolean {
  return response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
