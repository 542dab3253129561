/**
 * A streaming CSV reader on papaparse's own parser.
 *
 * Rows stay arrays of cells and come in batches, so that a million of them need little memory and
 * no object each. `Papa.Parser` is used rather than `Papa.parse`, because it lets the reader wait
 * for whoever takes the rows, and decode the bytes itself.
 */
import { stat } from 'node:fs/promises';
import Papa from 'papaparse';
import { type Problem, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import { readHeaders } from './columns.ts';
import { type Dialect, detectDialect } from './csv-dialect.ts';
import { readText } from './csv-text.ts';
import { isBlank, lineCounter, sortOut, stripReturns } from './csv-tidy.ts';
import { type FileState, fileState, openFile, sameState, toSourceError } from './open-file.ts';

/** Something wrong with one row; the other rows go on. */
export interface RowProblem extends Problem {
  /** Line of the file where the row begins, counted from 1. */
  line: number;
}

export interface CsvReading {
  headers: string[];
  /** Rows with content, without the header and without those left out as ragged. */
  rows: number;
  /** The first thousand. */
  problems: RowProblem[];
  problemCount: number;
  /** The state of the file that was read. */
  file: FileState;
}

export interface CsvHandlers {
  /** Called once, before any row. May throw to end the reading. */
  onHeaders?(headers: string[]): void;
  /**
   * Each row has as many cells as there are headers. The reader waits for the promise.
   * @param lineOf the line where the row at an index of the batch begins
   */
  onRows(rows: string[][], lineOf: (index: number) => number): void | Promise<void>;
  signal?: AbortSignal | undefined;
}

const MOST_PROBLEMS = 1000;
/** An opening quote whose closing one is this far away (in characters) has none. */
const MOST_PENDING = 8_000_000;

/**
 * Reads a CSV file. Cells are handed on untouched; column names are trimmed; lines without content
 * are ignored. Rows already handed on count only once the promise resolves: it rejects when the
 * file changed meanwhile.
 *
 * @throws RulepostError `source-missing`, `source-locked`, `source-unreadable`, `csv-empty`,
 * `csv-not-text`, `csv-malformed`, `csv-header-empty`, `csv-header-duplicate`,
 * `source-changed`; the signal's reason when aborted
 */
export async function readCsv(file: string, handlers: CsvHandlers): Promise<CsvReading> {
  const handle = await openFile(file);
  try {
    const before = fileState(await handle.stat());
    const table = createTable(file, handlers);
    await feed(readText(handle, file, before.size, handlers.signal), table);
    const after = fileState(await stat(file));
    if (!sameState(before, after)) throw new RulepostError('source-changed', { file });
    return { ...table.result(), file: before };
  } catch (error) {
    throw toSourceError(error, file);
  } finally {
    await handle.close();
  }
}

type Table = ReturnType<typeof createTable>;

async function feed(texts: AsyncIterable<string>, table: Table): Promise<void> {
  let dialect: Dialect | null = null;
  let parser: Papa.Parser | null = null;
  let pending = '';
  const parse = async (last: boolean) => {
    if (dialect === null || parser === null) {
      dialect = detectDialect(pending);
      pending = pending.slice(dialect.skip);
      if (dialect.skip > 0) table.skipLine();
      parser = new Papa.Parser({ delimiter: dialect.delimiter, newline: dialect.newline });
    }
    // A lone "\r" at the very end would otherwise hide a closing quote before it.
    if (last && pending.endsWith('\r')) pending = pending.slice(0, -1);
    const parsed: Parsed = parser.parse(pending, 0, !last);
    const used = last ? pending.length : parsed.meta.cursor;
    await table.take(parsed, pending, used, dialect, last);
    pending = used === pending.length ? '' : pending.slice(used);
    if (pending.length > MOST_PENDING) throw table.unclosedQuote();
  };
  for await (const text of texts) {
    pending += text;
    // The dialect shows in the first line, and only once that is complete.
    if (dialect !== null || /\S.*[\r\n]/.test(pending)) await parse(false);
  }
  await parse(true);
}

/** What papaparse's parser returns; its type says `any`. */
interface Parsed {
  data: string[][];
  errors: { code: string; row: number }[];
  meta: { cursor: number };
}

function createTable(file: string, handlers: CsvHandlers) {
  let headers: string[] | null = null;
  let rows = 0;
  let line = 1;
  const problems: RowProblem[] = [];
  let problemCount = 0;

  function addProblem(problem: RowProblem): void {
    problemCount++;
    if (problems.length < MOST_PROBLEMS) problems.push(problem);
  }

  function malformed(at: number, reason: string): RulepostError {
    return new RulepostError('csv-malformed', { file, line: at, reason });
  }

  return {
    skipLine() {
      line++;
    },

    unclosedQuote: () => malformed(line, 'a quotation mark that opens there is never closed'),

    /** @param used characters of `text` the rows take up */
    async take(
      parsed: Parsed,
      text: string,
      used: number,
      { newline }: Dialect,
      last: boolean,
    ): Promise<void> {
      const batch = parsed.data;
      const lineOf = lineCounter(batch, line, text, used, newline);
      // What papaparse says about a row that is still incomplete is said too early.
      const bad = parsed.errors.find(({ row }) => last || row < batch.length);
      if (bad?.code === 'MissingQuotes') {
        throw malformed(lineOf(bad.row), 'a quotation mark that opens there is never closed');
      }
      if (bad) throw malformed(lineOf(bad.row), 'text follows a closing quotation mark');
      if (newline === '\n') stripReturns(batch);
      line = lineOf(batch.length);
      let first = 0;
      if (headers === null) {
        while (first < batch.length && isBlank(batch[first])) first++;
        const names = batch[first];
        if (names === undefined) return;
        headers = readHeaders(names, file);
        handlers.onHeaders?.(headers);
        first++;
      }
      const { kept, indexes } = sortOut(batch, first, headers.length, (index, found) => {
        addProblem(ragged(lineOf(index), found, headers?.length ?? 0));
      });
      if (kept.length === 0) return;
      rows += kept.length;
      await handlers.onRows(kept, (index) => lineOf(indexes?.[index] ?? first + index));
    },

    result() {
      if (headers === null) throw new RulepostError('csv-empty', { file });
      return { headers, rows, problems, problemCount };
    },
  };
}

function ragged(line: number, found: number, expected: number): RowProblem {
  return { line, ...toProblem(new RulepostError('row-ragged', { line, found, expected })) };
}
