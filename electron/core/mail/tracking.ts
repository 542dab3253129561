/** The mark by which Constant Contact counts opens. */

const TAG = '[[trackingImage]]';

/**
 * Adds the tracking tag where it is missing; without it opens are silently never counted
 * (constant-contact-v3 facts, sections 7 and 14). Adds no line, so that line numbers stay right.
 *
 * @param html a document, or a fragment, which then becomes the body of a small document
 */
export function withTracking(html: string): string {
  if (html.toLowerCase().includes(TAG.toLowerCase())) return html;
  const place =
    endOf(/<body(?:\s(?:"[^"]*"|'[^']*'|[^'">])*)?>/gi, html) ??
    endOf(/<\/head>/gi, html) ??
    endOf(/<html(?:\s[^>]*)?>/gi, html);
  if (place !== null) return html.slice(0, place) + TAG + html.slice(place);
  return `<!doctype html><html><body>${TAG}${html}</body></html>`;
}

/** @returns `html` as a person should see it */
export function withoutTracking(html: string): string {
  return html.replaceAll(/\[\[trackingImage\]\]/gi, '');
}

/** Tags inside comments do not count. */
function endOf(tag: RegExp, html: string): number | null {
  const comments = [...html.matchAll(/<!--[\s\S]*?-->/g)].map((match) => [
    match.index,
    match.index + match[0].length,
  ]);
  for (const match of html.matchAll(tag)) {
    const hidden = comments.some(([from = 0, to = 0]) => match.index >= from && match.index < to);
    if (!hidden) return match.index + match[0].length;
  }
  return null;
}
