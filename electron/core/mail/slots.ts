/** Which pieces of a mail become merge tags, and whose values can travel as custom fields. */
import { plainTextOf } from './escape.ts';
import { limits, MOST_SLOTS, MOST_VALUE } from './limits.ts';
import type { CompiledPart, DynamicPiece, PartName, SlotPlace } from './parts.ts';
import { mergeTag } from './write.ts';

export interface Rendered {
  id: string;
  /** By index of the dynamic piece, as it would stand in the mail. */
  texts: string[];
  /** By candidate: the value that travels, or null when this person's value cannot. */
  travelling: (string | null)[];
}

/** Pieces that show the same thing and so can share a slot. */
export interface Candidate {
  pieces: { piece: DynamicPiece; part: PartName }[];
}

/**
 * A value travels as a custom field if it is certain to come out right: not blank (what the service
 * makes of an emptied field is unknown, and an older run's value must not show), at most 255
 * characters, one line, no markup and no merge tag. Quotes and a plain `&` show the same in HTML
 * whether or not the service escapes them; an `&` that could begin an entity does not. Inside an
 * attribute only characters that never need escaping will do.
 */
export function canTravel(value: string, place: SlotPlace): boolean {
  if (place === 'nowhere' || value.trim() === '' || value.length > MOST_VALUE) return false;
  if (value !== value.trim()) return false;
  if (place === 'attribute') return /^[\w.~:/?=%+,;@-]+$/.test(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !/[<>\u0000-\u001f\u007f-\u009f\u2028\u2029]|\[\[|&(?:#|[a-z][a-z0-9])/i.test(value);
}

/** @returns candidates for slots, at most `mostSlots`, with every recipient's travelling values filled in */
export function chooseCandidates(
  parts: readonly CompiledPart[],
  rendered: readonly Rendered[],
  options: { keepPersonal: boolean; mostSlots: number; slotTag(slot: number): string },
): Candidate[] {
  const { keepPersonal, mostSlots, slotTag } = options;
  const byKey = new Map<string, Candidate>();
  for (const part of parts) {
    const fits = tagsFit(part, slotTag);
    for (const piece of part.pieces) {
      if (typeof piece === 'string' || !piece.dependsOnRow) continue;
      const first = rendered[0]?.texts[piece.index];
      if (!keepPersonal && rendered.every(({ texts }) => texts[piece.index] === first)) continue;
      const candidate = byKey.get(piece.key) ?? { pieces: [] };
      const placed = fits ? piece : { ...piece, place: 'nowhere' as const };
      candidate.pieces.push({ piece: placed, part: part.name });
      byKey.set(piece.key, candidate);
    }
  }
  const all = [...byKey.values()].map((candidate) => ({
    candidate,
    values: rendered.map((one) => travellingValue(candidate, one)),
  }));
  const useful = all.filter(({ values }) => values.some((value) => value !== null));
  const chosen = keepPersonal ? useful.slice(0, mostSlots) : mostDiverse(useful, mostSlots);
  for (const [at, one] of rendered.entries()) {
    one.travelling = chosen.map(({ values }) => values[at] ?? null);
  }
  return chosen.map(({ candidate }) => candidate);
}

/** What has most different values would split the recipients most, so it gets a slot first. */
function mostDiverse<T extends { values: (string | null)[] }>(useful: T[], most: number): T[] {
  if (useful.length <= most) return useful;
  const ranked = useful.map((one) => ({ one, diversity: new Set(one.values).size }));
  ranked.sort((a, b) => b.diversity - a.diversity);
  const kept = new Set(ranked.slice(0, most).map(({ one }) => one));
  return useful.filter((one) => kept.has(one));
}

/** Merge tags are longer than most values; a subject full of them could be too long for the service. */
function tagsFit({ name, pieces }: CompiledPart, slotTag: (slot: number) => string): boolean {
  if (name === 'html') return true;
  const tag = mergeTag(slotTag(MOST_SLOTS - 1), name).length;
  const length = pieces.reduce(
    (sum, piece) => sum + (typeof piece === 'string' ? piece.length : piece.dependsOnRow ? tag : 0),
    0,
  );
  return length <= limits[name];
}

function travellingValue({ pieces }: Candidate, { texts }: Rendered): string | null {
  let value: string | null = null;
  for (const { piece, part } of pieces) {
    const text = texts[piece.index] ?? '';
    const plain = part === 'html' ? plainTextOf(text) : text;
    if (plain === null || !canTravel(plain, piece.place)) return null;
    if (value !== null && value !== plain) return null;
    value = plain;
  }
  return value;
}
