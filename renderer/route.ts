/** Which screen an address shows. Addresses live in the hash, so they work under any origin. */
import { useSyncExternalStore } from 'react';

export type Route =
  | { screen: 'overview' }
  | { screen: 'connect' }
  | { screen: 'rules' }
  | { screen: 'rule'; id: string }
  | { screen: 'activity'; ruleId: string | null }
  | { screen: 'run'; id: string }
  | { screen: 'mail'; id: string | null }
  | { screen: 'settings' }
  | { screen: 'nowhere' };

export const to = {
  overview: '#/',
  connect: '#/connect',
  rules: '#/rules',
  rule: (id: string) => `#/rules/${encodeURIComponent(id)}`,
  activity: '#/activity',
  activityOf: (ruleId: string) => `#/activity/${encodeURIComponent(ruleId)}`,
  run: (id: string) => `#/runs/${encodeURIComponent(id)}`,
  mailbox: '#/mail',
  mail: (id: string) => `#/mail/${encodeURIComponent(id)}`,
  settings: '#/settings',
};

/** @returns the route of a hash such as `#/runs/r_12`. */
export function parseRoute(hash: string): Route {
  const [first = '', second = null, ...rest] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decode);
  if (rest.length > 0) return { screen: 'nowhere' };
  switch (first) {
    case '':
      return { screen: 'overview' };
    case 'rules':
      return second ? { screen: 'rule', id: second } : { screen: 'rules' };
    case 'activity':
      return { screen: 'activity', ruleId: second || null };
    case 'mail':
      return { screen: 'mail', id: second || null };
    case 'runs':
      return second ? { screen: 'run', id: second } : { screen: 'activity', ruleId: null };
    case 'connect':
    case 'settings':
      return { screen: first };
    default:
      return { screen: 'nowhere' };
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function go(hash: string): void {
  location.hash = hash;
}

/** Like `go`, but the step back leads past the present address. */
export function goInstead(hash: string): void {
  history.replaceState(null, '', hash);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

/** @returns the hash, kept up to date. */
export function useHash(): string {
  return useSyncExternalStore(subscribe, () => location.hash);
}
