/** What is done to a batch of rows as papaparse returns it: tidied, and counted in lines. */

/** Leaves out blank lines and rows that do not fit; without any, the batch itself is kept. */
export function sortOut(
  batch: string[][],
  first: number,
  width: number,
  onRagged: (index: number, found: number) => void,
): { kept: string[][]; indexes: number[] | null } {
  let kept: string[][] | null = null;
  let indexes: number[] | null = null;
  for (let index = first; index < batch.length; index++) {
    const row = batch[index] as string[];
    // Nearly every row begins with a visible character, so the rest need not be looked at.
    const fits = row.length === width && ((row[0] as string).charCodeAt(0) > 32 || !isBlank(row));
    if (!fits && kept === null) {
      kept = batch.slice(first, index);
      indexes = Array.from(kept, (_, at) => first + at);
    }
    if (fits || shorten(row, width)) {
      kept?.push(row);
      indexes?.push(index);
    } else if (!isBlank(row)) {
      onRagged(index, row.length);
    }
  }
  return { kept: kept ?? (first === 0 ? batch : batch.slice(first)), indexes };
}

/** Spreadsheets end lines with spare delimiters; empty cells beyond the last column mean nothing. */
function shorten(row: string[], width: number): boolean {
  if (row.length <= width || isBlank(row)) return false;
  if (row.slice(width).some((cell) => cell.trim() !== '')) return false;
  row.length = width;
  return true;
}

export function isBlank(row: readonly string[] | undefined): boolean {
  return row?.every((cell) => cell.trim() === '') ?? true;
}

/** Lines are split at `\n` alone, so that files with mixed line ends read well. */
export function stripReturns(batch: string[][]): void {
  for (const row of batch) {
    const last = row.length - 1;
    const cell = row[last] as string;
    if (cell.charCodeAt(cell.length - 1) === 13) row[last] = cell.slice(0, -1);
  }
}

/** Rows with line breaks inside quotes take several lines; only then are lines counted one by one. */
export function lineCounter(
  batch: readonly string[][],
  firstLine: number,
  text: string,
  used: number,
  newline: string,
): (index: number) => number {
  if (!text.includes('"')) return (index) => firstLine + index;
  const extra = count(text, newline, used) - batch.length;
  if (extra <= 0) return (index) => firstLine + index;
  const lines = [firstLine];
  for (const row of batch) {
    const breaks = row.reduce((sum, cell) => sum + count(cell, newline, cell.length), 0);
    lines.push((lines.at(-1) ?? firstLine) + 1 + breaks);
  }
  return (index) => lines[Math.min(index, batch.length)] ?? firstLine;
}

function count(text: string, part: string, end: number): number {
  let found = 0;
  for (let at = text.indexOf(part); at >= 0 && at < end; at = text.indexOf(part, at + 1)) found++;
  return found;
}
