import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNumber, toNumber } from '../../../electron/core/rules/numbers.ts';

test.each([
  ['1234.50', 1234.5],
  ['1,234.50', 1234.5],
  ['$1,234.50', 1234.5],
  ['-$1,234.50', -1234.5],
  ['$-5', -5],
  ['12,50 €', 12.5],
  ['USD 12', 12],
  ['12.5', 12.5],
  ['1.234,50', 1234.5],
  ['1 234,50', 1234.5],
  ["1'234.50", 1234.5],
  ['1\u00a0234', 1234],
  ['1,234,567', 1234567],
  ['1.234.567,8', 1234567.8],
  ['0.125', 0.125],
  ['0,125', 0.125],
  ['.125', 0.125],
  ['1234.567', 1234.567],
  ['$1,234', 1234],
  ['€1.234', 1234],
  [' 7 ', 7],
  ['007', 7],
  ['+3', 3],
  ['- 3', -3],
  ['1.2345', 1.2345],
  ['123456789012345678', 123456789012345680],
])('%s is %d', (text, value) => {
  expect(readNumber(text)).toEqual({ value });
  expect(toNumber(text)).toBe(value);
});

test.each([
  ['1.234', 'ambiguous'],
  ['1,234', 'ambiguous'],
  ['999,999', 'ambiguous'],
  ['-1.234', 'ambiguous'],
  ['', 'empty'],
  ['  ', 'empty'],
  ['abc', 'not-a-number'],
  ['12 apples', 'not-a-number'],
  ['15%', 'not-a-number'],
  ['1e5', 'not-a-number'],
  ['1.2.3', 'not-a-number'],
  ['1,23,456', 'not-a-number'],
  ['1,234.567.8', 'not-a-number'],
  ['0x10', 'not-a-number'],
  ['Infinity', 'not-a-number'],
  ['1-2', 'not-a-number'],
  ['$1 USD', 'not-a-number'],
  ['.', 'not-a-number'],
  ['2026-03-02', 'not-a-number'],
])('%s is not read: %s', (text, problem) => {
  expect(readNumber(text)).toEqual({ problem });
  expect(toNumber(text)).toBeNaN();
});

test('a number written the American or the German way comes back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -9_999_999, max: 9_999_999 }), (cents) => {
      const value = cents / 100;
      const options = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
      expect(toNumber(value.toLocaleString('en-US', options))).toBe(value);
      expect(toNumber(value.toLocaleString('de-DE', options))).toBe(value);
      expect(toNumber(value.toFixed(2))).toBe(value);
    }),
  );
});

test('the fast way and the careful way agree on anything', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[-+$€., \d]{0,12}$/), (text) => {
      const reading = readNumber(text);
      expect(toNumber(text)).toBe('value' in reading ? reading.value : Number.NaN);
    }),
    { numRuns: 2_000 },
  );
});
