/** Text into HTML and back. */
import { Drop } from 'liquidjs';

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // So that "[[" in a row never becomes a merge tag (constant-contact-v3 facts, section 7).
  '[': '&#91;',
};
const characters = new Map(Object.entries(entities).map(([plain, entity]) => [entity, plain]));

export function escapeHtml(text: string): string {
  return /[&<>"'[]/.test(text)
    ? text.replace(/[&<>"'[]/g, (character) => entities[character] ?? character)
    : text;
}

/** @returns the text that `html` shows, or null when it holds more than text and simple entities */
export function plainTextOf(html: string): string | null {
  if (/[<>]/.test(html)) return null;
  if (!html.includes('&')) return html;
  let known = true;
  const text = html.replace(/&[^\s;&]*;?/g, (entity) => {
    const character = characters.get(entity);
    known &&= character !== undefined;
    return character ?? entity;
  });
  return known ? text : null;
}

/** HTML that a template itself has made with `capture`: escaped already, so printed as it is. */
export class MadeHtml extends Drop {
  readonly html: string;

  constructor(html: string) {
    super();
    this.html = html;
  }

  override valueOf(): string {
    return this.html;
  }

  override toString(): string {
    return this.html;
  }
}
