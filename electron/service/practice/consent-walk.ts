/** Walks through the consent of a practice server the way a person's browser would. */
import type { Fetch } from '../../core/ports.ts';
import { findConsentForm } from './consent-form.ts';

/** Pages and redirects followed before giving up. */
const mostHops = 15;

export interface ConsentWalk {
  /** The authorize address. */
  url: string;
  /** Where the redirect comes back to; reaching it ends the walk. */
  redirectUri: string;
  fetch: Fetch;
  signal: AbortSignal;
}

/**
 * @returns true when the redirect was delivered; false when a page needs a person (it asks for
 *   something to be typed, or for something other than a yes)
 */
export async function walkConsent({
  url,
  redirectUri,
  fetch,
  signal,
}: ConsentWalk): Promise<boolean> {
  const cookies = new Map<string, Map<string, string>>();
  let next: { url: string; init: RequestInit } = { url, init: { method: 'GET' } };

  for (let hop = 0; hop < mostHops; hop++) {
    const here = new URL(next.url);
    const jar = cookies.get(here.origin) ?? new Map<string, string>();
    cookies.set(here.origin, jar);
    const response = await fetch(next.url, {
      ...next.init,
      redirect: 'manual',
      signal,
      headers: {
        accept: 'text/html',
        ...(jar.size > 0
          ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }
          : {}),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined) jar.set(name, value ?? '');
    }
    const html = await response.text();
    if (next.url.startsWith(redirectUri)) return true;

    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      const target = new URL(location, here);
      if (!/^https?:$/.test(target.protocol)) return false;
      next = { url: target.href, init: { method: 'GET' } };
      continue;
    }
    const form = response.ok ? findConsentForm(html, next.url) : null;
    if (form === null) return false;
    next =
      form.method === 'POST'
        ? { url: form.url, init: { method: 'POST', body: form.fields } }
        : { url: `${form.url.split('?', 1)[0]}?${form.fields}`, init: { method: 'GET' } };
  }
  return false;
}
