/**
 * Reads numbers as people and programs write them, and never guesses.
 *
 * Read: `1234.50`, `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50`, `1,234,567`, `-5`, `+5`, and all
 * of these with a currency before or after (`$1,234.50`, `12,50 EUR`).
 *
 * With two kinds of separators the last one is the decimal one. A lone `.` or `,` followed by
 * exactly three digits (`1.234`, `1,234`) is ambiguous, so it is not read, UNLESS
 * - it cannot separate thousands: nothing, a leading zero or more than three digits stand before it
 *   (`.125`, `0.125`, `1234.567`): then it is the decimal one;
 * - a currency stands beside it: money is not written with three decimals, so `$1,234` is 1234.
 */

export type NumberReading = { value: number } | { problem: 'empty' | 'ambiguous' | 'not-a-number' };

const CURRENCY = /^(?:[$€£¥]|US\$|CA\$|A\$|USD|EUR|GBP|CAD|AUD|CHF)$/i;
const SHAPE =
  /^([^\d\s.,+-]*)\s*([+-]?)\s*([^\d\s.,+-]*)\s*([\d.,'’ \u00a0\u202f]*\d)\s*([^\d\s.,+-]*)$/u;

/** @returns the number in `text`, or why there is none */
export function readNumber(text: string): NumberReading {
  const plain = plainNumber(text);
  if (!Number.isNaN(plain)) return { value: plain };
  const trimmed = text.trim();
  if (trimmed === '') return { problem: 'empty' };
  const [, before = '', sign = '', after = '', digits = '', behind = ''] =
    SHAPE.exec(trimmed) ?? [];
  const units = [before, after, behind].filter((unit) => unit !== '');
  if (digits === '' || units.length > 1) return { problem: 'not-a-number' };
  const unit = units[0];
  if (unit !== undefined && !CURRENCY.test(unit)) return { problem: 'not-a-number' };
  const reading = readDigits(digits, unit !== undefined);
  return sign === '-' && 'value' in reading ? { value: -reading.value } : reading;
}

/** Like `readNumber`, for the hot path. @returns NaN when `text` is not clearly a number */
export function toNumber(text: string): number {
  const plain = plainNumber(text);
  if (!Number.isNaN(plain)) return plain;
  const reading = readNumber(text);
  return 'value' in reading ? reading.value : Number.NaN;
}

/** Digits with at most one dot that is clearly a decimal one: by far most numbers there are. */
function plainNumber(text: string): number {
  const length = text.length;
  if (length === 0 || length > 15) return Number.NaN;
  let dot = -1;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code === 46 && dot < 0) dot = index;
    else if (code < 48 || code > 57) return Number.NaN;
  }
  if (dot >= 0 && (dot === 0 || dot === length - 1 || length - dot === 4)) return Number.NaN;
  return Number(text);
}

function readDigits(digits: string, isMoney: boolean): NumberReading {
  const spaced = digits.replace(/[\u00a0\u202f]/g, ' ').replace(/’/g, "'");
  const kinds = [...new Set(spaced.replace(/\d/g, ''))];
  const [first, last] = [kinds[0], kinds.at(-1)];
  if (kinds.length > 2) return { problem: 'not-a-number' };
  if (first === undefined || last === undefined) return { value: Number(spaced) };
  if (kinds.length === 2) return grouped(spaced, first, last);
  const parts = spaced.split(last);
  if (parts.length > 2 || last === ' ' || last === "'") return grouped(spaced, last, null);
  const [whole = '', fraction = ''] = parts;
  const maybeThousands = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
  if (!maybeThousands) return { value: Number(`${whole || '0'}.${fraction}`) };
  return isMoney ? { value: Number(whole + fraction) } : { problem: 'ambiguous' };
}

/** Thousands in proper groups of three, then perhaps a decimal part. */
function grouped(digits: string, thousands: string, decimal: string | null): NumberReading {
  if (decimal === ' ' || decimal === "'") return { problem: 'not-a-number' };
  const [whole = '', fraction, ...rest] = decimal === null ? [digits] : digits.split(decimal);
  const groups = whole.split(thousands);
  const proper = groups.every(
    (group, at) => /^\d{1,3}$/.test(group) && (at === 0 || group.length === 3),
  );
  if (!proper || rest.length > 0 || fraction?.includes(thousands))
    return { problem: 'not-a-number' };
  return { value: Number(`${groups.join('')}.${fraction || '0'}`) };
}
