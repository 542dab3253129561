/** How a CSV file is written: its delimiter and line ends, found in its first lines. */

export interface Dialect {
  delimiter: string;
  /** `\n` also reads `\r\n`, even mixed; `\r` alone is for files of very old programs. */
  newline: '\n' | '\r';
  /** Characters to leave out at the start (Excel's `sep=;` line). */
  skip: number;
}

/** Most usual first: decides when two fit equally well. */
const delimiters = [',', ';', '\t', '|'] as const;

/** @param start the beginning of the file, with at least its first line */
export function detectDialect(start: string): Dialect {
  const newline = start.includes('\n') || !start.includes('\r') ? '\n' : '\r';
  const declared = /^sep=(.)\r?\n/i.exec(start);
  if (declared) return { delimiter: declared[1] ?? ',', newline, skip: declared[0].length };
  const counts = countOutsideQuotes(start, newline);
  const delimiter = delimiters.reduce((best, candidate) =>
    (counts.get(candidate) ?? 0) > (counts.get(best) ?? 0) ? candidate : best,
  );
  return { delimiter, newline, skip: 0 };
}

/** Counts in the first line that holds anything: the column names. */
function countOutsideQuotes(start: string, newline: string): Map<string, number> {
  const counts = new Map<string, number>();
  let quoted = false;
  let blank = true;
  for (const character of start) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === newline && !blank) break;
    else counts.set(character, (counts.get(character) ?? 0) + 1);
    blank &&= character.trim() === '';
  }
  return counts;
}
