/** From our names and instants to the service's. */

/** Renames the keys of objects, at every depth, from camelCase to snake_case. */
export function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [snakeCase(key), snakeKeys(item)]),
  );
}

/** `updatedAfter` becomes `updated_after`; digits stay where they are. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Full UTC with milliseconds: whatever says less leaves the time zone to the service
 * (constant-contact-v3 facts, section 13).
 *
 * @param at epoch ms
 */
export function instant(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** An id, safe within a path; what can be no id at all is refused when the call is made. */
export function segment(id: string): string {
  return encodeURIComponent(id);
}

/** Cuts a list into pieces of at most `size`. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < items.length; at += size) pieces.push(items.slice(at, at + size));
  return pieces;
}
