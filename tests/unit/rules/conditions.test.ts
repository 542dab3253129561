import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileConditions } from '../../../electron/core/rules/conditions.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Condition } from '../../../shared/rules/schema.ts';

function matches(condition: Condition, cell: string): boolean {
  return compileConditions([condition]).test({ [condition.field]: cell });
}

const is = (value: string | number | boolean): Condition => ({ field: 'a', operator: 'is', value });

test.each<[Condition, string, boolean]>([
  [is('US'), ' us ', true],
  [is('US'), 'USA', false],
  [is('Ä'), 'ä', true],
  [is(50), '50.00', true],
  [is(50), '$50', true],
  [is(1234), '1.234', false],
  [is(true), 'TRUE', true],
  [{ field: 'a', operator: 'is-not', value: 'US' }, 'us', false],
  [{ field: 'a', operator: 'is-not', value: 'US' }, '', true],
  [{ field: 'a', operator: 'is-not', value: 5 }, 'five', true],
  [{ field: 'a', operator: 'is-not', value: 1234 }, '1,234', false],
  [{ field: 'a', operator: 'contains', value: 'Gift' }, 'a GIFT card', true],
  [{ field: 'a', operator: 'does-not-contain', value: 'gift' }, 'a GIFT card', false],
  [{ field: 'a', operator: 'starts-with', value: 'gift' }, '  Gift card', true],
  [{ field: 'a', operator: 'one-of', value: ['US', 'CA'] }, 'ca', true],
  [{ field: 'a', operator: 'one-of', value: ['US', 7] }, '7.0', true],
  [{ field: 'a', operator: 'one-of', value: ['US'] }, '', false],
  [{ field: 'a', operator: 'greater-than', value: 50 }, '50.01', true],
  [{ field: 'a', operator: 'greater-than', value: 50 }, '50', false],
  [{ field: 'a', operator: 'greater-than', value: 50 }, '1,234', false],
  [{ field: 'a', operator: 'less-than', value: 50 }, '', false],
  [{ field: 'a', operator: 'at-least', value: 50 }, '50', true],
  [{ field: 'a', operator: 'at-most', value: 50 }, '$50.00', true],
  [{ field: 'a', operator: 'is-empty' }, '  ', true],
  [{ field: 'a', operator: 'is-not-empty' }, ' x ', true],
  [{ field: 'a', operator: 'is-not-empty' }, '\t', false],
])('%j on "%s": %s', (condition, cell, expected) => {
  expect(matches(condition, cell)).toBe(expected);
});

test('the trace says why', () => {
  const conditions = compileConditions([
    { field: 'total', operator: 'greater-than', value: 50 },
    { field: 'country', operator: 'is', value: 'US' },
  ]);
  expect(conditions.fields).toEqual(['total', 'country']);
  expect(conditions.explain({ total: '1.234', country: 'us' }).map(({ words }) => words)).toEqual([
    'total is more than 50: no, it is "1.234", which can be read as two different numbers, so it counts as neither',
    'country is "US": yes, it is "us"',
  ]);
  expect(conditions.explain({ total: 'many', country: '' }).map(({ words }) => words)).toEqual([
    'total is more than 50: no, it is "many", which is not a number',
    'country is "US": no, it is empty',
  ]);
});

test('a column that is not there is named, with what there is and what may be meant', () => {
  const conditions = compileConditions([is('x'), { field: 'Total', operator: 'is-empty' }]);
  expect(() => conditions.forHeaders(['a', 'totals', 'email'], 'orders.csv')).toThrow(
    'The rule uses the column "Total", but orders.csv has no such column. Its columns are: a, totals, email. Did you mean "totals"?',
  );
  expect(() => conditions.forHeaders(['a', 'x'], 'orders.csv')).toThrow(RulepostError);
});

const cell = fc.oneof(
  fc.constantFrom('', ' ', '5', '5.0', '1,234', 'US', 'us ', 'gift', '$7'),
  fc.string(),
);
const condition = fc.oneof(
  fc.record({
    field: fc.constantFrom('a', 'b', 'c'),
    operator: fc.constantFrom('is-empty' as const),
  }),
  fc.record({
    field: fc.constantFrom('a', 'b', 'c'),
    operator: fc.constantFrom('at-least' as const, 'less-than' as const),
    value: fc.integer({ min: -5, max: 10 }),
  }),
  fc.record({
    field: fc.constantFrom('a', 'b', 'c'),
    operator: fc.constantFrom('is' as const, 'is-not' as const, 'contains' as const),
    value: fc.oneof(cell, fc.constant(5)),
  }),
);

test('rows, bare cells in any order, and the trace agree', () => {
  fc.assert(
    fc.property(
      fc.array(condition, { maxLength: 5 }),
      fc.record({ a: cell, b: cell, c: cell }),
      (list, row) => {
        const conditions = compileConditions(list);
        const expected = conditions.explain(row).every(({ matched }) => matched);
        expect(conditions.test(row)).toBe(expected);
        expect(conditions.forHeaders(['c', 'a', 'b'], 'f')([row.c, row.a, row.b])).toBe(expected);
      },
    ),
  );
});
