/**
 * Who may speak to the service at all.
 *
 * Listening on 127.0.0.1 keeps other machines out, but not other web pages in the person's own
 * browser: they can send requests here, and by giving their own name this address (DNS rebinding)
 * even read the answers. So the `Host` must be exactly ours, and calls must come from our own page.
 */
import type { IncomingMessage } from 'node:http';

/** @returns the `Host` values that are ours: this port, and what was allowed by name (a forwarded port). */
export function ownHosts(port: number, allowed: readonly string[] = []): ReadonlySet<string> {
  return new Set([`127.0.0.1:${port}`, `localhost:${port}`, ...allowed]);
}

/** Why a request is refused, or null when it is not. */
export type Refusal = { status: number; words: string } | null;

/** Refuses a request that was addressed to any other name. */
export function checkHost(request: IncomingMessage, hosts: ReadonlySet<string>): Refusal {
  if (hosts.has(request.headers.host ?? '')) return null;
  return {
    status: 403,
    words: 'Rulepost answers only under its own address, http://127.0.0.1 with its port.',
  };
}

/**
 * Refuses a call that a foreign page has sent. Browsers always say where a call comes from;
 * programs (the command line) say nothing and must show a key instead.
 */
export function checkOrigin(request: IncomingMessage): Refusal {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign =
    (origin !== undefined && origin !== `http://${host}`) ||
    (site !== undefined && site !== 'same-origin');
  return foreign ? { status: 403, words: 'Another web page may not command Rulepost.' } : null;
}

/** Largest body of a call, in bytes. */
export const bodyLimit = 4 * 1024 * 1024;

/** Refuses bodies of a kind or size no call has; forms, which any page can send, among them. */
export function checkBody(request: IncomingMessage): Refusal {
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) {
    return { status: 415, words: 'Calls are JSON.' };
  }
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) {
    return { status: 413, words: 'This call is larger than 4 MB.' };
  }
  return null;
}
