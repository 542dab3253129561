/**
 * The address a browser is sent to after consent, in each of its three ways back: the app's own
 * protocol (`app.rulepost:/oauth/callback?...`), a local port, or pasted by a person.
 *
 * Only the form is checked here. Whether the answer belongs to the attempt that waits is decided in
 * one place for all three (core/connection/attempts.ts). Never log these addresses: they carry codes.
 */
import { redirectPath } from './redirect-addresses.ts';

export const appProtocol = 'app.rulepost';

/** The redirect address of the app's own protocol, as it is registered. */
export const appRedirectAddress = `${appProtocol}:${redirectPath}`;

/** What Constant Contact answered: a code to exchange, or why there is none. */
export type ConsentAnswer =
  | { state: string; code: string }
  | { state: string; error: string; description: string };

export type ParsedRedirect =
  | { kind: 'answer'; answer: ConsentAnswer }
  /** Ours by its address, but something is missing or twice in it. */
  | { kind: 'incomplete'; reason: string }
  /** Not an address of ours at all. */
  | { kind: 'not-ours' };

const MAX_LENGTH = 5_000;
const localHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Reads an address of the app's own protocol; anything else is `not-ours`. */
export function parseDeepLink(address: string): ParsedRedirect {
  const url = parse(address);
  return url && isAppRedirect(url) ? readAnswer(url.searchParams) : { kind: 'not-ours' };
}

/**
 * Looks through the arguments of a program start. Chromium reorders and extends them, so position
 * says nothing: exactly one argument must be an address of ours.
 *
 * @returns null when none is; `incomplete` when several are, since nobody can say which is meant
 */
export function findDeepLink(argv: readonly string[]): ParsedRedirect | null {
  const ours = argv.filter((arg) => arg.toLowerCase().startsWith(`${appProtocol}:`));
  const [only] = ours;
  if (only === undefined) return null;
  if (ours.length > 1) return { kind: 'incomplete', reason: 'two addresses came at once' };
  return parseDeepLink(only);
}

/**
 * Reads what a person pasted: the whole address they landed on, local or the app's, with whatever
 * mail programs, terminals and browsers put around it or leave off.
 */
export function parsePastedAddress(pasted: string): ParsedRedirect {
  if (pasted.length > 2 * MAX_LENGTH) return { kind: 'not-ours' };
  const text = pasted
    .replace(/\s+/g, '') // also inside: long addresses get wrapped
    .replace(/^[<"'`({«“‘]+|[>"'`)}»”’.,;]+$/g, '')
    .replaceAll('&amp;', '&');
  // Browsers hide "http://" and some copy without it.
  const bare = /^(localhost|127\.0\.0\.1|\[::1\])[:/]/i.test(text);
  const url = parse(bare ? `http://${text}` : text);
  if (!url || !(isAppRedirect(url) || isLocalRedirect(url))) return { kind: 'not-ours' };
  return readAnswer(url.searchParams);
}

/** Reads the parameters of a redirect whose address has been checked. */
export function readAnswer(params: URLSearchParams): ParsedRedirect {
  for (const name of ['state', 'code', 'error']) {
    if (params.getAll(name).length > 1) {
      return { kind: 'incomplete', reason: `"${name}" is in it twice` };
    }
  }
  const state = params.get('state');
  const code = params.get('code');
  const error = params.get('error');
  if (!state) return { kind: 'incomplete', reason: '"state" is missing' };
  if (error) {
    const description = params.get('error_description') ?? '';
    return { kind: 'answer', answer: { state, error, description } };
  }
  if (!code) return { kind: 'incomplete', reason: '"code" is missing' };
  return { kind: 'answer', answer: { state, code } };
}

function parse(address: string): URL | null {
  return address.length <= MAX_LENGTH ? URL.parse(address) : null;
}

function isAppRedirect(url: URL): boolean {
  return url.protocol === `${appProtocol}:` && url.host === '' && url.pathname === redirectPath;
}

function isLocalRedirect(url: URL): boolean {
  const local = url.protocol === 'http:' && localHosts.has(url.hostname) && !url.username;
  return local && url.pathname === redirectPath;
}
