/**
 * The conditions of a rule, compiled once to closures.
 *
 * Text compares without regard to case and surrounding space. Numbers are read as numbers.ts says;
 * a cell that cannot be read as a number does not match, and the trace says why. A rule's value that
 * is a number (not text) compares as a number with `is`, `is-not` and `one-of` too, so that `50`
 * finds `50.00`.
 */
import type { Condition, Row } from '../../../shared/rules/schema.ts';
import { conditionWords } from '../../../shared/rules/summary.ts';
import { requireColumns } from '../sources/columns.ts';
import { readNumber, toNumber } from './numbers.ts';

type CellTest = (cell: string) => boolean;

/** How one condition judged one row. */
export interface Trace {
  field: string;
  /** The cell as it stands in the row. */
  actual: string;
  matched: boolean;
  /** For a person, e.g. `total is more than 50: no, it is "12"`. */
  words: string;
}

export interface CompiledConditions {
  /** True when all conditions hold. */
  test(row: Row): boolean;
  explain(row: Row): Trace[];
  /** Columns used, each once. */
  fields: string[];
  /**
   * The same test on bare cells in the order of `headers`.
   * @param file named in the error
   * @throws RulepostError `column-missing`
   */
  forHeaders(headers: readonly string[], file: string): (cells: readonly string[]) => boolean;
}

export function compileConditions(conditions: readonly Condition[]): CompiledConditions {
  const tests = conditions.map((condition) => ({
    field: condition.field,
    test: compile(condition),
  }));
  const fields = [...new Set(conditions.map(({ field }) => field))];
  return {
    fields,
    test: every(
      tests.map(
        ({ field, test }) =>
          (row: Row) =>
            test(row[field] ?? ''),
      ),
    ),
    explain: (row) => conditions.map((condition) => explain(condition, row[condition.field] ?? '')),
    forHeaders(headers, file) {
      requireColumns(fields, headers, file);
      return every(
        tests.map(({ field, test }) => {
          const column = headers.indexOf(field);
          return (cells: readonly string[]) => test(cells[column] ?? '');
        }),
      );
    },
  };
}

/** Few conditions are the rule, and a loop over one closure costs more than the closure. */
function every<T>(tests: ((input: T) => boolean)[]): (input: T) => boolean {
  const [first, second] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (tests.length === 2) return (input) => first(input) && second(input);
  return (input) => {
    for (const test of tests) if (!test(input)) return false;
    return true;
  };
}

function compile(condition: Condition): CellTest {
  switch (condition.operator) {
    case 'is-empty':
      return (cell) => cell === '' || cell.trim() === '';
    case 'is-not-empty':
      return (cell) => cell !== '' && cell.trim() !== '';
    case 'greater-than':
    case 'less-than':
    case 'at-least':
    case 'at-most':
      return compileNumeric(condition.operator, condition.value);
    case 'is':
      return equals(condition.value);
    case 'is-not':
      return differs(condition.value);
    case 'contains':
    case 'does-not-contain': {
      const part = fold(String(condition.value));
      const wanted = condition.operator === 'contains';
      return (cell) => fold(cell).includes(part) === wanted;
    }
    case 'starts-with': {
      const start = fold(String(condition.value));
      return (cell) => fold(cell).startsWith(start);
    }
    case 'one-of':
      return oneOf(condition.value);
  }
}

type Numeric = 'greater-than' | 'less-than' | 'at-least' | 'at-most';

/** NaN compares false with everything, so unreadable cells never match. */
function compileNumeric(operator: Numeric, value: number): CellTest {
  switch (operator) {
    case 'greater-than':
      return (cell) => toNumber(cell) > value;
    case 'less-than':
      return (cell) => toNumber(cell) < value;
    case 'at-least':
      return (cell) => toNumber(cell) >= value;
    case 'at-most':
      return (cell) => toNumber(cell) <= value;
  }
}

type Scalar = string | number | boolean;

function equals(value: Scalar): CellTest {
  if (typeof value === 'number') return (cell) => toNumber(cell) === value;
  const text = String(value);
  const wanted = fold(text);
  return (cell) => cell === text || fold(cell) === wanted;
}

/** A cell that may or may not be the number is left out: `is-not` must not guess either. */
function differs(value: Scalar): CellTest {
  const same = equals(value);
  if (typeof value !== 'number') return (cell) => !same(cell);
  return (cell) => !same(cell) && !isAmbiguous(cell);
}

function oneOf(values: readonly Scalar[]): CellTest {
  const numbers = new Set(values.filter((value) => typeof value === 'number'));
  const texts = new Set(
    values.filter((value) => typeof value !== 'number').map((text) => fold(String(text))),
  );
  if (numbers.size === 0) return (cell) => texts.has(fold(cell));
  return (cell) => texts.has(fold(cell)) || numbers.has(toNumber(cell));
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}

function isAmbiguous(cell: string): boolean {
  const reading = readNumber(cell);
  return 'problem' in reading && reading.problem === 'ambiguous';
}

function explain(condition: Condition, actual: string): Trace {
  const matched = compile(condition)(actual);
  const shown = actual.trim() === '' ? 'it is empty' : `it is "${actual.trim()}"`;
  const words = `${conditionWords(condition)}: ${matched ? 'yes' : 'no'}, ${shown}${
    matched ? '' : numberTrouble(condition, actual)
  }`;
  return { field: condition.field, actual, matched, words };
}

/** Why a cell could not take part in a comparison of numbers. */
function numberTrouble(condition: Condition, actual: string): string {
  if (!('value' in condition)) return '';
  const wanted = [condition.value].flat();
  if (!wanted.some((value) => typeof value === 'number')) return '';
  const reading = readNumber(actual);
  if ('value' in reading || reading.problem === 'empty') return '';
  return reading.problem === 'ambiguous'
    ? ', which can be read as two different numbers, so it counts as neither'
    : ', which is not a number';
}
