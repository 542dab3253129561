/** What Constant Contact takes (constant-contact-v3 facts, section 7), checked before it refuses. */
import { RulepostError } from '../../../shared/errors/problem.ts';
import { plainTextOf } from './escape.ts';
import type { CompiledPart, PartName } from './parts.ts';

/** Characters. For subject and preheader see also `whatSchema` in shared/rules/schema.ts. */
export const limits = { subject: 200, preheader: 200, html: 150_000, link: 1_005 } as const;

/** Custom-field values (section 4), and fields per import (section 6). */
export const MOST_VALUE = 255;
export const MOST_SLOTS = 25;

const FORBIDDEN = /\[#|\$\{|<@/;
const LINK = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

/** @throws RulepostError for limits the template breaks whatever the row */
export function checkTemplate(source: string, { name, pieces }: CompiledPart): void {
  const fixed = pieces.filter((piece) => typeof piece === 'string').join('');
  if (fixed.length > limits[name]) throw tooLong(name, fixed.length);
  if (name !== 'html') return;
  // A placeholder between two characters keeps them apart.
  const bare = source.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, ' ');
  const forbidden = FORBIDDEN.exec(bare)?.[0];
  if (forbidden !== undefined) throw forbiddenIn(forbidden, name);
  for (const link of linksOf(bare)) checkLink(link);
}

/**
 * @param values rendered text of the part's dynamic pieces, by their index
 * @throws RulepostError for limits this row's mail breaks
 */
export function checkRendering({ name, pieces }: CompiledPart, values: readonly string[]): void {
  let length = 0;
  let tail = '';
  for (const piece of pieces) {
    const text = typeof piece === 'string' ? piece : (values[piece.index] ?? '');
    length += text.length;
    if (length > limits[name]) throw tooLong(name, length);
    if (text === '') continue;
    if (name === 'html') {
      const seen = typeof piece === 'string' ? text.slice(0, 1) : (plainTextOf(text) ?? text);
      const forbidden = FORBIDDEN.exec(tail + seen)?.[0];
      if (forbidden !== undefined) throw forbiddenIn(forbidden, name);
    } else if (typeof piece !== 'string' && (tail + text).includes('[[')) {
      throw new RulepostError('value-unsafe', { part: name });
    }
    tail = text.slice(-1);
  }
  const isBlank = (piece: CompiledPart['pieces'][number]) =>
    (typeof piece === 'string' ? piece : (values[piece.index] ?? '')).trim() === '';
  if (name === 'subject' && pieces.every(isBlank)) throw new RulepostError('subject-empty');
}

export function linksOf(html: string): string[] {
  return [...html.matchAll(LINK)].map((match) => match[1] ?? match[2] ?? '');
}

/** @throws RulepostError `link-too-long` */
export function checkLink(link: string): void {
  if (link.length <= limits.link) return;
  const params = { length: link.length, limit: limits.link, start: link.slice(0, 60) };
  throw new RulepostError('link-too-long', params);
}

function tooLong(part: PartName, length: number): RulepostError {
  return new RulepostError('mail-too-long', { part, length, limit: limits[part] });
}

function forbiddenIn(sequence: string, part: PartName): RulepostError {
  return new RulepostError('forbidden-sequence', { part, sequence });
}
