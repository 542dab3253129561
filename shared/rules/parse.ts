/** Reads and writes rule files: YAML, or JSON (which is YAML too). */
import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parse,
  parseDocument,
  stringify,
} from 'yaml';
import { RulepostError } from '../errors/problem.ts';
import { describeIssue, type Finding } from './issue-words.ts';
import { type Rule, type RuleFile, ruleFileSchema } from './schema.ts';

/** One thing wrong with a rule file, kept in the error's `details`. */
export interface RuleFileProblem {
  line: number;
  /** Dotted path; empty for the file as a whole. Places in lists count from 1. */
  field: string;
  words: string;
}

/** Problems beyond this many are only counted: nobody corrects more at once. */
const MOST_SHOWN = 20;

/**
 * @param text content of a rule file
 * @param file its path, for error words
 * @throws RulepostError `rule-invalid`, listing every problem with its line and field
 */
export function parseRule(text: string, file: string): { rule: RuleFile } {
  const lines = new LineCounter();
  const document = readDocument(text, file, lines);
  const value = toValue(document, file);
  const parsed = ruleFileSchema.safeParse(value);
  if (parsed.success) return { rule: parsed.data };
  const problems = parsed.error.issues
    .flatMap((issue) => describeIssue(issue, value))
    .map((finding) => locate(finding, document, lines))
    .sort((a, b) => a.line - b.line);
  throw invalid(file, problems);
}

/** Writes a rule as YAML; `parseRule` reads the same rule back. */
export function formatRule(rule: Rule): string {
  const options = { lineWidth: 0, aliasDuplicateObjects: false };
  const text = stringify(rule, options);
  // A text block that begins with blank lines loses spaces; then texts are quoted instead.
  const readsBack = JSON.stringify(parse(text, { logLevel: 'error' })) === JSON.stringify(rule);
  return readsBack ? text : stringify(rule, { ...options, defaultStringType: 'QUOTE_DOUBLE' });
}

/** @returns the error for a rule file with `problems` */
export function invalid(file: string, problems: RuleFileProblem[], cause?: unknown): RulepostError {
  const shown = problems
    .slice(0, MOST_SHOWN)
    .map(({ line, field, words }) => `line ${line}${field && `, ${field}`}: ${words}`);
  const more = problems.length - shown.length;
  if (more > 0) shown.push(`and ${more} more`);
  return new RulepostError(
    'rule-invalid',
    { file, problems: shown.join('; ') },
    { details: problems, cause },
  );
}

function readDocument(text: string, file: string, lines: LineCounter): Document.Parsed {
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
    });
    const problems = [...document.errors, ...document.warnings].map((error) => ({
      line: lines.linePos(error.pos[0]).line || 1,
      field: '',
      words: yamlWords[error.code] ?? error.message,
    }));
    if (problems.length > 0) throw invalid(file, problems);
    return document;
  } catch (error) {
    throw error instanceof RulepostError ? error : unreadable(file, error);
  }
}

const yamlWords: Record<string, string> = {
  TAB_AS_INDENT: 'indented with a tab; use spaces',
  DUPLICATE_KEY: 'the same field stands here twice',
  BAD_INDENT: 'the indentation does not fit the lines above',
  MULTIPLE_DOCS: 'a second rule begins here; a file holds one rule',
  MISSING_CHAR: 'a closing quotation mark, bracket or colon is missing',
};

function toValue(document: Document.Parsed, file: string): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 50 });
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    const words =
      value === null ? 'the file is empty' : 'this is not a rule: no "name: value" lines found';
    throw invalid(file, [{ line: 1, field: '', words }]);
  } catch (error) {
    throw error instanceof RulepostError ? error : unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): RulepostError {
  const words = 'the file cannot be read as YAML or JSON';
  return invalid(file, [{ line: 1, field: '', words }], cause);
}

/** A field that is missing has no line of its own; the nearest group around it has. */
function locate({ path, words }: Finding, document: Document, lines: LineCounter): RuleFileProblem {
  let offset = 0;
  let node: unknown = document.contents;
  for (const key of path) {
    if (!isCollection(node)) break;
    const item = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))
      : node.items[Number(key)];
    if (item === undefined) break;
    const start = isPair(item) ? item.key : item;
    offset = (start as { range?: [number, number, number] }).range?.[0] ?? offset;
    node = isPair(item) ? item.value : item;
  }
  return { line: lines.linePos(offset).line || 1, field: fieldName(path), words };
}

function fieldName(path: PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key + 1}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
