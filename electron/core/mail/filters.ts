/**
 * What can be done with a value in a mail. A short list on purpose:
 *
 * | filter | example | gives |
 * |---|---|---|
 * | default | `{{ first_name \| default: "there" }}` | the text when the value is blank |
 * | first_name | `{{ name \| first_name }}` | Amy, of "Amy Miller" or "Miller, Amy" |
 * | capitalize, upcase, downcase, strip | `{{ city \| capitalize }}` | Springfield |
 * | truncate | `{{ note \| truncate: 40 }}` | at most so many characters |
 * | replace | `{{ sku \| replace: "-", " " }}` | |
 * | money | `{{ total \| money }}`, `{{ total \| money: "EUR", "de-DE" }}` | $1,234.50 |
 * | date | `{{ due \| date }}`, `{{ due \| date: "%d.%m.%Y", "day-first" }}` | March 9, 2026 |
 * | plus, minus, times, divided_by, round | `{{ points \| times: 2 }}` | |
 * | split, join, first, last, size | `{% assign items = products \| split: ";" %}` | |
 * | url_encode | `?name={{ name \| url_encode }}` | |
 */
import type { Liquid } from 'liquidjs';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { readNumber } from '../rules/numbers.ts';
import { formatDate, readDate } from './dates.ts';
import { MadeHtml } from './escape.ts';

/** Filters kept as LiquidJS has them. */
const kept = new Set([
  'capitalize',
  'upcase',
  'downcase',
  'strip',
  'truncate',
  'replace',
  'split',
  'join',
  'first',
  'last',
  'size',
  'url_encode',
]);

/** Leaves `engine` with the filters of the list above and no others. */
export function installFilters(engine: Liquid): void {
  for (const name of Object.keys(engine.filters)) {
    if (!kept.has(name)) engine.unregisterFilter(name);
  }
  engine.registerFilter('default', (value: unknown, fallback: unknown = '') =>
    isBlank(value) ? fallback : value,
  );
  engine.registerFilter('first_name', (value: unknown) => firstName(textOf(value)));
  const money = createMoney();
  engine.registerFilter('money', (value: unknown, currency?: unknown, locale?: unknown) =>
    money(textOf(value), textOf(currency ?? 'USD'), textOf(locale ?? 'en-US')),
  );
  engine.registerFilter('date', (value: unknown, pattern?: unknown, order?: unknown) => {
    const text = textOf(value).trim();
    if (text === '') return '';
    const date = readDate(text, order === undefined ? undefined : textOf(order));
    return formatDate(date, textOf(pattern ?? '%B %-d, %Y'));
  });
  engine.registerFilter(
    'plus',
    arithmetic((a, b) => a + b),
  );
  engine.registerFilter(
    'minus',
    arithmetic((a, b) => a - b),
  );
  engine.registerFilter(
    'times',
    arithmetic((a, b) => a * b),
  );
  engine.registerFilter(
    'divided_by',
    arithmetic((a, b) => a / b),
  );
  engine.registerFilter('round', (value: unknown, places: unknown = 0) => {
    const factor = 10 ** Math.min(10, Math.max(0, Math.trunc(numberOf(places))));
    return Math.round(numberOf(value) * factor) / factor;
  });
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === false || textOf(value).trim() === '';
}

function textOf(value: unknown): string {
  if (value instanceof MadeHtml) return value.html;
  return value === undefined || value === null ? '' : String(value);
}

/** Sums of decimals are rounded, so that 0.1 plus 0.2 is 0.3. */
function arithmetic(compute: (a: number, b: number) => number) {
  return (value: unknown, other: unknown) => {
    const result = compute(numberOf(value), numberOf(other));
    if (!Number.isFinite(result)) throw unreadable(textOf(other), 'a number to calculate with', '');
    return Number(result.toPrecision(12));
  };
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const text = textOf(value);
  const reading = readNumber(text);
  if ('value' in reading) return reading.value;
  const reason = reading.problem === 'ambiguous' ? ': it could be two different numbers' : '';
  throw unreadable(text, 'a number', reason);
}

function firstName(text: string): string {
  const [last = '', first] = text.split(',');
  return (first?.trim() || last.trim()).split(/\s+/)[0] ?? '';
}

/** Making a format is slow, and a mail uses one or two. */
function createMoney(): (text: string, currency: string, locale: string) => string {
  let last = { name: '', format: new Intl.NumberFormat() };
  return (text, currency, locale) => {
    if (text.trim() === '') return '';
    const amount = numberOf(text);
    const name = `${currency}, ${locale}`;
    try {
      if (last.name !== name) {
        last = { name, format: new Intl.NumberFormat(locale, { style: 'currency', currency }) };
      }
      // Some locales put a no-break space before the sign; a plain one travels better.
      return last.format.format(amount).replace(/[\u00a0\u202f]/g, ' ');
    } catch (error) {
      const wanted = 'a currency such as "USD" with a country such as "en-US"';
      throw unreadable(name, wanted, '', error);
    }
  };
}

function unreadable(text: string, wanted: string, reason: string, cause?: unknown): RulepostError {
  const params = { text: text.slice(0, 60), wanted, reason };
  return new RulepostError('value-unreadable', params, { cause });
}
