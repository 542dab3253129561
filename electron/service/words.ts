/** Small pieces of text the commands share. Times are shown in the machine's own zone. */
import { styleText } from 'node:util';

/** @returns `2026-11-24 09:15` for epoch milliseconds; a dash for none. */
export function moment(at: number | null): string {
  if (at === null) return '-';
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/**
 * @param row what a row is known by: the text of its key column or, without one, a hash of its content
 *   (core/sources/csv-rows), either with a mark behind it when its address cannot be used
 * @returns the text for a person, empty for a hash
 */
export function rowName(row: string): string {
  const key = row.replace(/ \([0-9a-f]{8}\)$/, '');
  return /^[\w-]{43}$/.test(key) ? '' : key;
}

/** @returns `1 person`, `2 people`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`;
}

/** @returns `2.5 MB` for a number of bytes, rounded up. */
export function megabytes(bytes: number): string {
  return `${(Math.ceil(bytes / 100_000) / 10).toLocaleString('en-US')} MB`;
}

/** @returns the text cut to a width, with dots where something is missing. */
export function short(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 3)}...`;
}

/** @returns the text as lines of at most `width` characters, broken at spaces. */
export function wrap(text: string, width = 92): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** @returns rows as aligned lines, two spaces between columns, none at the end. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Styles only where the console shows them (a terminal, no NO_COLOR). */
export const bold = (text: string): string => styleText('bold', text);
export const dim = (text: string): string => styleText('dim', text);

/** @returns the mark in front of something that is good, wants a look, or went wrong. */
export function mark(level: 'good' | 'info' | 'warning' | 'error'): string {
  switch (level) {
    case 'good':
      return styleText('green', '✓');
    case 'info':
      return '·';
    case 'warning':
      return styleText('yellow', '!');
    case 'error':
      return styleText('red', '✗');
  }
}
