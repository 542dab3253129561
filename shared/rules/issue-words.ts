/** Turns what zod found wrong with a rule into words for a person. */
import type { z } from 'zod';
import { closest, listNames } from './did-you-mean.ts';
import { ruleFileSchema } from './schema.ts';

/** One thing wrong with a rule: where it is in the rule, and what to do about it. */
export interface Finding {
  path: PropertyKey[];
  words: string;
}

type Issue = z.core.$ZodIssue;

/** @param value the whole document the issue was found in */
export function describeIssue(issue: Issue, value: unknown): Finding[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownFields(issue.path);
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      words: unknownField(key, known),
    }));
  }
  return [{ path: issue.path, words: wordsFor(issue, valueAt(value, issue.path)) }];
}

function wordsFor(issue: Issue, actual: unknown): string {
  if (actual === undefined && issue.code !== 'custom') return missing(issue);
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, actual);
    case 'invalid_value':
      return notOneOf(actual, issue.values.map(String));
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? notOneOf(actual, issue.options.map(String))
        : `must be text, a number or true/false, not ${kindOf(actual)}`;
    case 'invalid_format':
      return issue.format === 'email'
        ? `"${shorten(actual)}" is not an e-mail address`
        : issue.message;
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum));
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum));
    default:
      return issue.message;
  }
}

function missing(issue: Issue): string {
  if (issue.code === 'invalid_value')
    return `is missing; give ${listNames(issue.values.map(String))}`;
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return `is missing; give one of ${listNames(issue.options.map(String))}`;
  }
  return 'is missing';
}

function wrongType(expected: string, actual: unknown): string {
  const hint =
    expected === 'number' && typeof actual === 'string' && !Number.isNaN(Number(actual))
      ? ' (write it without quotation marks)'
      : expected === 'string' && typeof actual === 'number'
        ? ` (write it in quotation marks: "${actual}")`
        : '';
  return `must be ${expectedWords[expected] ?? expected}, not ${kindOf(actual)}${hint}`;
}

const expectedWords: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a group of fields',
  array: 'a list',
};

function notOneOf(actual: unknown, options: string[]): string {
  if (typeof actual === 'object') return `must be one of ${listNames(options)}`;
  const guess = closest(String(actual), options);
  const hint = guess === null ? '' : ` Did you mean "${guess}"?`;
  return `"${shorten(actual)}" is not known; use ${options.length > 1 ? 'one of ' : ''}${listNames(options)}.${hint}`;
}

function unknownField(key: string, known: string[]): string {
  const guess = closest(key, known);
  if (guess !== null) return `there is no such field; did you mean "${guess}"?`;
  const fields = known.length > 0 ? `; fields here are ${listNames(known)}` : '';
  return `there is no such field${fields}`;
}

function tooSmall(origin: string, minimum: number): string {
  if (origin === 'string')
    return minimum === 1 ? 'is empty' : `must have at least ${minimum} characters`;
  if (origin === 'array') return `must list at least ${minimum}`;
  return `must be at least ${minimum}`;
}

function tooBig(origin: string, maximum: number): string {
  if (origin === 'string') return `is too long; at most ${maximum} characters fit`;
  if (origin === 'array') return `lists too many; at most ${maximum}`;
  return `must be at most ${maximum}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of fields';
  if (typeof value === 'string') return `the text "${shorten(value)}"`;
  return String(value);
}

function shorten(value: unknown): string {
  const text = String(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) {
      return undefined;
    }
    current = Reflect.get(current, key);
  }
  return current;
}

/** Fields the rule language knows at a path; read from the schema, so that it never differs. */
function knownFields(path: PropertyKey[]): string[] {
  let schema: unknown = ruleFileSchema;
  for (const key of path) {
    schema = unwrap(schema);
    const { shape, element } = partsOf(schema);
    schema = typeof key === 'number' ? element : shape?.[String(key)];
  }
  const { shape, options } = partsOf(unwrap(schema));
  if (shape) return Object.keys(shape);
  const all = (options ?? []).flatMap((option) => Object.keys(partsOf(option).shape ?? {}));
  return [...new Set(all)];
}

interface SchemaParts {
  shape?: Record<string, unknown>;
  element?: unknown;
  options?: unknown[];
  innerType?: unknown;
}

function partsOf(schema: unknown): SchemaParts {
  return (schema as { def?: SchemaParts } | undefined)?.def ?? {};
}

function unwrap(schema: unknown): unknown {
  const { innerType } = partsOf(schema);
  return innerType === undefined ? schema : unwrap(innerType);
}
