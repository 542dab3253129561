/** Dates as they stand in files: read without guessing, written as a person likes to read them. */
import { RulepostError } from '../../../shared/errors/problem.ts';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** A time of day may follow a date; it is left out. */
const TIME =
  /(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AP]M)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads `2026-03-09`, `2026/03/09`, `09.03.2026` (day first, as everywhere dots are used),
 * `March 9, 2026`, `9 March 2026`, `Mar 9 2026`, and `25/03/2026` or `03/25/2026` where only one
 * order is possible. `03/09/2026` could be two dates: it needs `order`.
 *
 * @param order `month-first` or `day-first`, for dates with slashes
 * @returns midnight UTC of the day
 * @throws RulepostError `value-unreadable`
 */
export function readDate(text: string, order?: string): Date {
  const day = text.trim().replace(TIME, '');
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(day);
  if (iso) return toDate(text, iso[1], iso[2], iso[3]);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(day);
  if (dotted) return toDate(text, dotted[3], dotted[2], dotted[1]);
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(day);
  if (slashed) return readSlashed(text, slashed, order);
  const american = /^([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/i.exec(day);
  if (american) return toDate(text, american[3], monthNumber(american[1]), american[2]);
  const british = /^(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]+)\.?,?\s+(\d{4})$/i.exec(day);
  if (british) return toDate(text, british[3], monthNumber(british[2]), british[1]);
  throw unreadable(text, '');
}

function readSlashed(text: string, parts: RegExpExecArray, order?: string): Date {
  const [, first = '', second = '', year] = parts;
  if (order === 'month-first') return toDate(text, year, first, second);
  if (order === 'day-first') return toDate(text, year, second, first);
  if (Number(first) > 12 || first === second) return toDate(text, year, second, first);
  if (Number(second) > 12) return toDate(text, year, first, second);
  throw unreadable(
    text,
    ': it could be two different days. Say date: "...", "month-first" or "day-first" in the mail',
  );
}

function monthNumber(name = ''): string {
  const wanted = name.toLowerCase();
  const index = months.findIndex((month) => {
    const full = month.toLowerCase();
    return full === wanted || (wanted.length >= 3 && wanted.length <= 4 && full.startsWith(wanted));
  });
  return String(index + 1);
}

function toDate(text: string, year?: string, month?: string, day?: string): Date {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // 31 February would roll over to March.
  if (date.getUTCMonth() !== Number(month) - 1) throw unreadable(text, '');
  return date;
}

function unreadable(text: string, reason: string): RulepostError {
  return new RulepostError('value-unreadable', {
    text: text.slice(0, 60),
    wanted: 'a date',
    reason,
  });
}

/** The parts of a pattern, as in `%B %-d, %Y`. */
const patterns: Record<string, (date: Date) => string> = {
  '%Y': (date) => String(date.getUTCFullYear()),
  '%y': (date) => String(date.getUTCFullYear()).slice(-2),
  '%m': (date) => String(date.getUTCMonth() + 1).padStart(2, '0'),
  '%-m': (date) => String(date.getUTCMonth() + 1),
  '%d': (date) => String(date.getUTCDate()).padStart(2, '0'),
  '%-d': (date) => String(date.getUTCDate()),
  '%B': (date) => months[date.getUTCMonth()] ?? '',
  '%b': (date) => (months[date.getUTCMonth()] ?? '').slice(0, 3),
  '%A': (date) => weekdays[date.getUTCDay()] ?? '',
  '%a': (date) => (weekdays[date.getUTCDay()] ?? '').slice(0, 3),
};

/** @param pattern e.g. `%B %-d, %Y` for "March 9, 2026"; unknown parts stay as they are */
export function formatDate(date: Date, pattern: string): string {
  return pattern.replace(/%-?[a-z]/gi, (part) => patterns[part]?.(date) ?? part);
}
