/** The rows of a CSV file that a rule is about, each under a key that names it for good. */
import { hash } from 'node:crypto';
import { RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Row, Rule } from '../../../shared/rules/schema.ts';
import { compileConditions } from '../rules/conditions.ts';
import { requireColumns } from './columns.ts';
import { type CsvReading, type RowProblem, readCsv } from './csv.ts';
import { createKeySet } from './key-set.ts';

export interface MatchedRow {
  /** The key column's text, trimmed; without a key column, a hash of the row's content. */
  key: string;
  row: Row;
  line: number;
}

export interface MatchingRows extends CsvReading {
  /** Rows handed to `onMatch`. */
  matching: number;
  /** Rows that match but were not handed on: without a key, or repeated. */
  unusable: number;
}

export interface MatchHandlers {
  /**
   * Waited for. What it is given counts only once the reading has resolved (see `readCsv`), so keep
   * it in one transaction or in memory until then.
   */
  onMatch(batch: MatchedRow[]): void | Promise<void>;
  signal?: AbortSignal | undefined;
}

/**
 * Reads the file of a rule (an absolute path) and hands on the rows its conditions hold for.
 *
 * Of matching rows with the same key the first one counts; the others, and matching rows without a
 * key, are row problems (`key-twice`, `key-missing`).
 *
 * @throws RulepostError as `readCsv`, and `column-missing`
 */
export async function readMatchingRows(
  rule: Pick<Rule, 'when' | 'who'>,
  { onMatch, signal }: MatchHandlers,
): Promise<MatchingRows> {
  const { file, key: keyColumn } = rule.when;
  const conditions = compileConditions(rule.who.conditions);
  const seen = createKeySet();
  const problems: RowProblem[] = [];
  let problemCount = 0;
  let matching = 0;
  let matches: (cells: readonly string[]) => boolean = () => false;
  let keyOf: (cells: readonly string[]) => string = () => '';
  let toRow: (cells: readonly string[]) => Row = () => ({});

  function addProblem(code: 'key-twice' | 'key-missing', line: number, key: string): void {
    problemCount++;
    if (problems.length >= 1000) return;
    const params = { line, key, column: keyColumn ?? '' };
    problems.push({ line, ...toProblem(new RulepostError(code, params)) });
  }

  const reading = await readCsv(file, {
    signal,
    onHeaders(headers) {
      requireColumns([rule.who.recipient, ...(keyColumn ? [keyColumn] : [])], headers, file);
      matches = conditions.forHeaders(headers, file);
      keyOf = keyColumn ? compileKey(headers.indexOf(keyColumn)) : compileContentKey(headers);
      toRow = compileRow(headers);
    },
    onRows(rows, lineOf) {
      const batch: MatchedRow[] = [];
      for (let index = 0; index < rows.length; index++) {
        const cells = rows[index] as string[];
        if (!matches(cells)) continue;
        const key = keyOf(cells);
        if (key !== '' && seen.add(key)) {
          batch.push({ key, row: toRow(cells), line: lineOf(index) });
        } else {
          const words = keyColumn ? key : 'all its fields are the same';
          addProblem(key === '' ? 'key-missing' : 'key-twice', lineOf(index), words);
        }
      }
      matching += batch.length;
      return batch.length > 0 ? onMatch(batch) : undefined;
    },
  });
  return {
    ...reading,
    matching,
    unusable: problemCount,
    problems: [...reading.problems, ...problems].sort((a, b) => a.line - b.line),
    problemCount: reading.problemCount + problemCount,
  };
}

function compileKey(column: number): (cells: readonly string[]) => string {
  return (cells) => (cells[column] ?? '').trim();
}

/**
 * Hashes the names and the values of the cells that are not empty, in the order of the names. So
 * neither the order of columns or rows matters, nor an empty column more or less. The separator
 * cannot occur in a cell: the reader refuses files with it.
 */
function compileContentKey(headers: readonly string[]): (cells: readonly string[]) => string {
  const columns = headers.map((name, index) => ({ name, index }));
  columns.sort((a, b) => (a.name < b.name ? -1 : 1));
  const order = columns.map(({ index }) => index);
  const allNames = columns.map(({ name }) => `${name}\0`).join('');

  function contentWithGaps(cells: readonly string[]): string {
    const filled = columns.filter(({ index }) => trimmed(cells[index] as string) !== '');
    const values = filled.map(({ index }) => `\0${trimmed(cells[index] as string)}`);
    return filled.map(({ name }) => `${name}\0`).join('') + values.join('');
  }

  return (cells) => {
    let content = allNames;
    for (let at = 0; at < order.length; at++) {
      const value = trimmed(cells[order[at] as number] as string);
      if (value === '') {
        content = contentWithGaps(cells);
        break;
      }
      content += `\0${value}`;
    }
    return hash('sha256', content, 'base64url');
  };
}

/** Most cells need no trimming, and a look at both ends is cheaper than trimming. */
function trimmed(cell: string): string {
  return isPlain(cell.charCodeAt(0)) && isPlain(cell.charCodeAt(cell.length - 1))
    ? cell
    : cell.trim();
}

function isPlain(code: number): boolean {
  return code > 32 && code < 128;
}

function compileRow(headers: readonly string[]): (cells: readonly string[]) => Row {
  return (cells) => {
    const row: Record<string, string> = {};
    for (let index = 0; index < headers.length; index++) {
      row[headers[index] as string] = cells[index] as string;
    }
    return row;
  };
}
