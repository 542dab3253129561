/**
 * Where in an HTML document a place is: only in running text and in quoted attributes may a merge
 * tag stand, and not the same values are safe in both.
 */

export interface HtmlPlace {
  in:
    | 'text'
    | 'tag'
    | 'double-quotes'
    | 'single-quotes'
    | 'comment'
    | 'style'
    | 'script'
    | 'unknown';
  /** Name of the tag one is in. */
  tag: string;
}

export const startOfDocument: HtmlPlace = { in: 'text', tag: '' };

/** @returns where one is after `html`, having been at `place` before it */
export function placeAfter(html: string, place: HtmlPlace): HtmlPlace {
  let current = place;
  for (let at = 0; at < html.length; ) [current, at] = step(html, at, current);
  return current;
}

/**
 * @param source a whole Liquid block such as `{% if %}...{% endif %}`
 * @returns where one is after it: `unknown` unless every stretch between its tags ends where it began
 */
export function placeAfterBlock(source: string, place: HtmlPlace): HtmlPlace {
  const stretches = source.replace(/\{\{[\s\S]*?\}\}/g, '').split(/\{%[\s\S]*?%\}/);
  const keepsPlace = stretches.every((stretch) => {
    const after = placeAfter(stretch, place);
    return after.in === place.in && after.tag === place.tag;
  });
  return keepsPlace ? place : { in: 'unknown', tag: '' };
}

function step(html: string, at: number, place: HtmlPlace): [HtmlPlace, number] {
  switch (place.in) {
    case 'text':
      return leaveText(html, at);
    case 'tag':
      return insideTag(html, at, place);
    case 'double-quotes':
      return until(html, at, '"', place, { in: 'tag', tag: place.tag });
    case 'single-quotes':
      return until(html, at, "'", place, { in: 'tag', tag: place.tag });
    case 'comment':
      return until(html, at, '-->', place, startOfDocument);
    case 'style':
      return until(html, at, '</style', place, { in: 'tag', tag: '/style' });
    case 'script':
      return until(html, at, '</script', place, { in: 'tag', tag: '/script' });
    case 'unknown':
      return [place, html.length];
  }
}

function until(
  html: string,
  at: number,
  end: string,
  place: HtmlPlace,
  after: HtmlPlace,
): [HtmlPlace, number] {
  const found = html.indexOf(end, at);
  return found < 0 ? [place, html.length] : [after, found + end.length];
}

function leaveText(html: string, at: number): [HtmlPlace, number] {
  const open = html.indexOf('<', at);
  if (open < 0) return [startOfDocument, html.length];
  // What Outlook alone reads (<!--[if mso]>) is mail like the rest, not a comment.
  const conditional = /^<!--\[if[^\]]*\]>/i.exec(html.slice(open, open + 60));
  if (conditional) return [startOfDocument, open + conditional[0].length];
  if (html.startsWith('<!--', open)) return [{ in: 'comment', tag: '' }, open + 4];
  const tag = /^<([/!]?[a-z][a-z0-9:-]*|!\[)/i.exec(html.slice(open, open + 40));
  if (!tag) return [startOfDocument, open + 1];
  return [{ in: 'tag', tag: (tag[1] ?? '').toLowerCase() }, open + tag[0].length];
}

function insideTag(html: string, at: number, place: HtmlPlace): [HtmlPlace, number] {
  for (let index = at; index < html.length; index++) {
    const character = html[index];
    if (character === '"') return [{ in: 'double-quotes', tag: place.tag }, index + 1];
    if (character === "'") return [{ in: 'single-quotes', tag: place.tag }, index + 1];
    if (character !== '>') continue;
    const inside = place.tag === 'style' || place.tag === 'script' ? place.tag : 'text';
    return [{ in: inside, tag: '' }, index + 1];
  }
  return [place, html.length];
}
