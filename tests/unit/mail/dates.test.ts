import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDate, readDate } from '../../../electron/core/mail/dates.ts';

test.each([
  ['2026-03-09'],
  ['2026-03-09T23:59:00Z'],
  ['2026-03-09 10:30:00.5 +0200'],
  ['2026/3/9'],
  ['09.03.2026'],
  ['9. 3. 2026'],
  ['March 9, 2026'],
  ['Mar 9 2026'],
  ['mar. 9th, 2026'],
  ['9 March 2026'],
  ['9th Mar 2026'],
  ['9. March 2026 10:30 PM'],
])('%s', (text) => {
  expect(readDate(text).toISOString()).toBe('2026-03-09T00:00:00.000Z');
});

test('dates with slashes are read where only one order is possible, or where it is said', () => {
  expect(formatDate(readDate('25/03/2026'), '%Y-%m-%d')).toBe('2026-03-25');
  expect(formatDate(readDate('03/25/2026'), '%Y-%m-%d')).toBe('2026-03-25');
  expect(formatDate(readDate('04/04/2026'), '%Y-%m-%d')).toBe('2026-04-04');
  expect(formatDate(readDate('03/04/2026', 'month-first'), '%Y-%m-%d')).toBe('2026-03-04');
  expect(formatDate(readDate('03/04/2026', 'day-first'), '%Y-%m-%d')).toBe('2026-04-03');
  expect(() => readDate('03/04/2026')).toThrow('it could be two different days');
});

test.each([
  '',
  'soon',
  '2026-02-30',
  '31.04.2026',
  '13/13/2026',
  'Foo 3, 2026',
  'M 3, 2026',
  '20260309',
  '1/2/26',
])('%s is refused', (text) => {
  expect(() => readDate(text)).toThrow('cannot be read as a date');
});

test('a date written in any unmistakable way is read back', () => {
  const day = fc.date({
    min: new Date('1900-01-01'),
    max: new Date('2200-01-01'),
    noInvalidDate: true,
  });
  const pattern = fc.constantFrom('%Y-%m-%d', '%d.%m.%Y', '%B %-d, %Y', '%-d %b %Y', '%Y/%-m/%-d');
  fc.assert(
    fc.property(day, pattern, (date, format) => {
      expect(readDate(formatDate(date, format)).toISOString().slice(0, 10)).toBe(
        date.toISOString().slice(0, 10),
      );
    }),
  );
});
