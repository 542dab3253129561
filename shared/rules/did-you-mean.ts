/** Finds the name a person probably meant, for hints in error words. */

/**
 * @param word what was written
 * @param names what there is
 * @returns the nearest name, or null when none is near enough to be worth suggesting
 */
export function closest(word: string, names: readonly string[]): string | null {
  const wanted = simplify(word);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const candidate = simplify(name);
    const distance =
      candidate === wanted
        ? -1
        : candidate.length > 2 && wanted.length > 2 && isPart(candidate, wanted)
          ? 1
          : editDistance(wanted, candidate, bestDistance);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** @returns ` Did you mean "x"?` or an empty text. */
export function didYouMean(word: string, names: readonly string[]): string {
  const name = closest(word, names);
  return name === null ? '' : ` Did you mean "${name}"?`;
}

/** Lists names for a sentence, the first twenty in full. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length - 20;
  return names.slice(0, 20).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function simplify(name: string): string {
  return name
    .slice(0, 60)
    .toLowerCase()
    .replace(/[\s_.-]+/g, '');
}

function isPart(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a);
}

/** Insertions, deletions, replacements and swaps of neighbours; gives up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (previous[column] ?? limit) + 1,
        (current[column - 1] ?? limit) + 1,
        (previous[column - 1] ?? limit) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforePrevious[column - 2] ?? limit) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? limit;
}
