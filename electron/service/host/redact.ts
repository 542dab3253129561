/**
 * Takes secrets out of whatever goes into the log: fields by their name, and text by its shape
 * (addresses of a consent flow, `Authorization` values, JWTs).
 */
import { catalogue } from '../../../shared/errors/catalogue.ts';

const removed = '[removed]';

const secretField =
  /token|secret|authorization|password|passphrase|cookie|verifier|^key$|apikey|(user|device)_?code|^state$/i;

const secretParameter =
  /(?:\b|(?<=%3F|%26))(code|state|key|token|access_token|refresh_token|id_token|device_code|user_code|client_secret|code_verifier)(=|%3D)[^&\s"'<>,;)}\]]+/gi;
const secretProperty =
  /("(?:code|state|key|[a-z_]*token|[a-z_]*secret|device_code|user_code|code_verifier)"\s*:\s*")[^"]*"/gi;
const authorization = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;
const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** @returns the text without secrets. */
export function redactText(text: string): string {
  return text
    .replace(secretParameter, `$1$2${removed}`)
    .replace(secretProperty, (whole, start: string) =>
      isErrorCode(/"([^"]*)"$/.exec(whole)?.[1]) ? whole : `${start}${removed}"`,
    )
    .replace(authorization, `$1 ${removed}`)
    .replace(jwt, removed);
}

/** @returns a copy of the value, fit for JSON, without secrets. Errors keep message, code, stack and cause. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 8) return '[deep]';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  const entries = value instanceof Error ? errorEntries(value) : Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, redactField(name, item, depth + 1)]),
  );
}

function redactField(name: string, value: unknown, depth: number): unknown {
  if (name === 'code') return isErrorCode(value) ? value : removed;
  // Whether there is a secret may be told ("hasClientSecret: true"), and when a token ends.
  const harmless = typeof value === 'boolean' || typeof value === 'number' || value === null;
  if (secretField.test(name) && !harmless && !isRunState(name, value)) return removed;
  return redact(value, depth);
}

/** `code` names both what happened (a plain word, to be kept) and the one-time code of a consent. */
function isErrorCode(value: unknown): boolean {
  if (typeof value !== 'string') return typeof value !== 'object';
  return Object.hasOwn(catalogue, value) || /^[A-Z_]{2,40}$/.test(value) || isPlainWord(value);
}

function isPlainWord(text: string): boolean {
  return text.length <= 20 && /^[a-z]+(-[a-z]+)*$/.test(text);
}

/** `state` names both a run's state, a plain word, and the random value of a consent. */
function isRunState(name: string, value: unknown): boolean {
  return name === 'state' && typeof value === 'string' && isPlainWord(value);
}

function errorEntries(error: Error): [string, unknown][] {
  const own = Object.entries(error).filter(([, item]) => item !== undefined);
  const base: [string, unknown][] = [
    ['name', error.name],
    ['message', error.message],
    ['stack', error.stack],
  ];
  if (error.cause !== undefined) base.push(['cause', error.cause]);
  return [...base, ...own];
}
