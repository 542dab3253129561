/** Writes a part of a mail: fixed text, the texts of one recipient, and merge tags for slots. */
import type { CompiledPart, PartName } from './parts.ts';

/** @param names field names of the pieces that are slots, by index */
export function writePart(
  { name, pieces }: CompiledPart,
  texts: readonly string[],
  names: ReadonlyMap<number, string>,
): string {
  let written = '';
  let afterTag = false;
  for (const piece of pieces) {
    const field = typeof piece === 'string' ? undefined : names.get(piece.index);
    if (field !== undefined) {
      // A bracket right beside a tag would be read as part of it.
      if (name === 'html' && written.endsWith('[')) written = `${written.slice(0, -1)}&#91;`;
      written += mergeTag(field, name);
      afterTag = true;
      continue;
    }
    const text = typeof piece === 'string' ? piece : (texts[piece.index] ?? '');
    if (text === '') continue;
    written += name === 'html' && afterTag && text.startsWith(']') ? `&#93;${text.slice(1)}` : text;
    afterTag = false;
  }
  return written;
}

/** Subjects need a fallback (constant-contact-v3 facts, section 7); no value is ever blank, though. */
export function mergeTag(field: string, part: PartName): string {
  return part === 'html' ? `[[CUSTOM.${field}]]` : `[[CUSTOM.${field} OR "you"]]`;
}

export function fillTags(
  link: string,
  values: readonly string[],
  slotTag: (slot: number) => string,
): string {
  return values.reduce(
    (filled, value, slot) => filled.replaceAll(mergeTag(slotTag(slot), 'html'), () => value),
    link,
  );
}
