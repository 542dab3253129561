import { appendFile, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { type CsvReading, readCsv } from '../../../electron/core/sources/csv.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { tempFolder } from './temp-folder.ts';

const write = tempFolder();

interface Read extends CsvReading {
  table: string[][];
  lines: number[];
}

async function read(content: string | Uint8Array): Promise<Read> {
  return readFile(await write(content));
}

async function readFile(file: string): Promise<Read> {
  const table: string[][] = [];
  const lines: number[] = [];
  const reading = await readCsv(file, {
    onRows(rows, lineOf) {
      table.push(...rows);
      lines.push(...rows.map((_, index) => lineOf(index)));
    },
  });
  return { ...reading, table, lines };
}

const umlauts = 'name,city\nJörg,Köln\n';
const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

test.each<[string, string | Uint8Array]>([
  ['UTF-8', umlauts],
  ['UTF-8 with a byte order mark', `\ufeff${umlauts}`],
  ['UTF-16 little endian', utf16(umlauts, false)],
  ['UTF-16 big endian', utf16(umlauts, true)],
  ['Windows-1252', Buffer.from(umlauts, 'latin1')],
  ['CRLF', umlauts.replaceAll('\n', '\r\n')],
  ['mixed line ends', umlauts.replace('\n', '\r\n')],
  ['lone carriage returns', umlauts.replaceAll('\n', '\r')],
  ['no line end at the end', umlauts.trimEnd()],
  ['quotes everywhere', '"name","city"\r\n"Jörg","Köln"\r\n'],
  ['quotes up to a lone \\r at the end', '"name","city"\r\n"Jörg","Köln"\r'],
  ['semicolons', umlauts.replaceAll(',', ';')],
  ['tabs', umlauts.replaceAll(',', '\t')],
  ['bars', umlauts.replaceAll(',', '|')],
  ['Excel’s sep line', `sep=;\r\n${umlauts.replaceAll(',', ';')}`],
  ['spaces around names', umlauts.replace('name,city', ' name , city ')],
  ['empty lines', `\n\n${umlauts}\n  \n\n,\n`],
  ['spare delimiters', 'name,city,,\nJörg,Köln,,\n'],
])('%s', async (_, content) => {
  const { headers, table, problems, rows } = await read(content);
  expect({ headers, table, problems, rows }).toEqual({
    headers: ['name', 'city'],
    table: [['Jörg', 'Köln']],
    problems: [],
    rows: 1,
  });
});

test('Windows-1252 has characters Latin-1 has not', async () => {
  const { table } = await read(Buffer.from([0x61, 10, 0x80, 0x35, 0x93, 10]));
  expect(table).toEqual([['€5“']]);
});

test('each line is decoded by itself, so appending never changes what was there', async () => {
  const { table } = await read(
    Buffer.concat([Buffer.from('name\nJörg\n'), Buffer.from('Käthe\n', 'latin1')]),
  );
  expect(table).toEqual([['Jörg'], ['Käthe']]);
});

test('line breaks, quotes and delimiters inside quotes stay; lines are counted', async () => {
  const { table, lines } = await read(
    'name,note\r\n"Miller, Amy","says ""hi""\r\nand more"\r\n\r\nBob,5" pipe\r\nCid,x',
  );
  expect(table).toEqual([
    ['Miller, Amy', 'says "hi"\r\nand more'],
    ['Bob', '5" pipe'],
    ['Cid', 'x'],
  ]);
  expect(lines).toEqual([2, 5, 6]);
});

test('cells are handed on untouched', async () => {
  const { table } = await read('a,b\n  x ,\t\n');
  expect(table).toEqual([['  x ', '\t']]);
});

test('rows that do not fit are reported with their line, others go on', async () => {
  const { table, lines, problems, rows, problemCount } = await read(
    'a,b\n1,2\n3\n"4\n",5,6\n7,8\n9,10,\n',
  );
  expect(table).toEqual([
    ['1', '2'],
    ['7', '8'],
    ['9', '10'],
  ]);
  expect(lines).toEqual([2, 6, 7]);
  expect({ rows, problemCount }).toEqual({ rows: 3, problemCount: 2 });
  expect(problems).toMatchObject([
    {
      line: 3,
      code: 'row-ragged',
      what: 'Line 3 has 1 fields, but the first line names 2 columns.',
    },
    {
      line: 4,
      code: 'row-ragged',
      what: 'Line 4 has 3 fields, but the first line names 2 columns.',
    },
  ]);
});

test('a million ragged rows are counted, but only a thousand kept', async () => {
  const { problems, problemCount } = await read(`a,b\n${'1\n'.repeat(5_000)}`);
  expect({ kept: problems.length, problemCount }).toEqual({ kept: 1_000, problemCount: 5_000 });
});

test.each<[string, string | Uint8Array, string, string]>([
  ['nothing', '', 'csv-empty', 'is empty'],
  ['only blank lines', '\n \n', 'csv-empty', 'is empty'],
  ['a column twice', 'a,b,a\n', 'csv-header-duplicate', 'The column "a" stands twice'],
  ['a column without a name', 'a, ,b\n', 'csv-header-empty', 'Column 2'],
  ['an unusable name', 'a,__proto__\n', 'csv-header-empty', 'Column 2'],
  ['a workbook', Buffer.from('PK\x03\x04rest'), 'csv-not-text', 'looks like an Excel workbook'],
  [
    'an old workbook',
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]),
    'csv-not-text',
    'looks like an Excel workbook',
  ],
  ['a PDF', '%PDF-1.7', 'csv-not-text', 'looks like a PDF'],
  [
    'binary',
    Buffer.from([0x61, 0x2c, 0, 0x62, 10]),
    'csv-not-text',
    'holds characters no text has',
  ],
  [
    'UTF-16 without its mark',
    Buffer.from('a,b\n1,2\n', 'utf16le'),
    'csv-not-text',
    'holds characters',
  ],
  ['half of a UTF-16 character', utf16('a\n1\n', false).subarray(0, -1), 'csv-not-text', 'damaged'],
  ['a quote never closed', 'a,b\n1,2\n"3,4\n5,6\n', 'csv-malformed', 'Line 3 of'],
  ['text after a quote', 'a,b\n"1\n1",2\n"3"x,4\n', 'csv-malformed', 'Line 4 of'],
])('%s is refused', async (_, content, code, words) => {
  const reading = read(content);
  await expect(reading).rejects.toMatchObject({ code });
  await expect(reading).rejects.toThrow(words);
});

test('a quote never closed is found in a long file without reading all of it again and again', async () => {
  const row = `${'x'.repeat(99)}\n`;
  await expect(read(`a\n1\n"open${row.repeat(120_000)}`)).rejects.toThrow('Line 3 of');
});

test('a file that is not there, and a folder', async () => {
  const file = await write('a\n1\n');
  await expect(readFile(`${file}.gone`)).rejects.toMatchObject({ code: 'source-missing' });
  await expect(readFile(`${file}.gone`)).rejects.toThrow(`${file}.gone`);
  await expect(readFile(dirname(file))).rejects.toMatchObject({ code: 'source-unreadable' });
  await expect(readFile(join(file, 'below'))).rejects.toMatchObject({ code: 'source-missing' });
});

test('a file that changes while it is read does not count', async () => {
  const file = await write(`a\n${'1\n'.repeat(1_000)}`);
  const appended = readCsv(file, { onRows: () => appendFile(file, '2\n') });
  await expect(appended).rejects.toMatchObject({ code: 'source-changed' });
  const touched = readCsv(file, { onRows: () => utimes(file, 1, 1) });
  await expect(touched).rejects.toMatchObject({ code: 'source-changed' });
});

test('the reader waits for whoever takes the rows, and stops when told to', async () => {
  const file = await write(`a\n${`${'x'.repeat(1_000)}\n`.repeat(2_000)}`);
  let busy = 0;
  let most = 0;
  let batches = 0;
  await readCsv(file, {
    async onRows() {
      batches++;
      most = Math.max(most, ++busy);
      await new Promise((done) => setImmediate(done));
      busy--;
    },
  });
  expect(most).toBe(1);
  expect(batches).toBeGreaterThan(3);

  const stop = new AbortController();
  const stopped = readCsv(file, { onRows: () => stop.abort(), signal: stop.signal });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
});

test('what a handler throws comes out, and the file is closed', async () => {
  const file = await write('a\n1\n');
  const failing = readCsv(file, {
    onRows() {
      throw new Error('enough');
    },
  });
  await expect(failing).rejects.toThrow('enough');
});

test('pieces of 256 KB join without a seam', async () => {
  const rows = Array.from({ length: 30_000 }, (_, at) => [
    String(at),
    at % 7 === 0 ? `quo"te,\n${at}` : 'Käthe €',
    'x'.repeat(at % 50),
  ]);
  const text = Papa.unparse([['id', 'note', 'fill'], ...rows], { newline: '\r\n' });
  const { table, lines } = await read(text);
  expect(table).toEqual(rows);
  expect(lines.at(-1)).toBe(text.split('\n').length);
  expect((await read(utf16(text, false))).table).toEqual(rows);
});

const cell = fc.oneof(
  fc.constantFrom('', ' ', '"', ',', ';', '\n', '\r\n', 'ä', '€', '😀', '=1+1'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const clean = (text: string) => text.replaceAll('\0', '');

test('what papaparse writes is read back, whatever is in the cells', async () => {
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc.array(fc.array(cell.map(clean), { minLength: width, maxLength: width }), { maxLength: 6 }),
    );
  const newline = fc.constantFrom('\n', '\r\n');
  const delimiter = fc.constantFrom(',', ';', '\t', '|');
  await fc.assert(
    fc.asyncProperty(table, newline, delimiter, fc.boolean(), async (rows, nl, dl, bom) => {
      const headers = (rows[0] ?? ['a']).map((_, at) => `column ${at}`);
      const text = Papa.unparse([headers, ...rows], { newline: nl, delimiter: dl, quotes: true });
      const { table: found } = await read(bom ? `\ufeff${text}` : text);
      const filled = rows.filter((row) => row.some((one) => one.trim() !== ''));
      // The delimiter of a single column cannot be told, nor does it matter.
      expect(found).toEqual(filled);
    }),
    { numRuns: 300 },
  );
});

test('any bytes are either read or refused in words (fuzz)', async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'a,b\n',
      '1,2\n',
      '"',
      '""',
      ',',
      ';',
      '\r',
      '\n',
      '\r\n',
      '\0',
      '\ufeff',
      'sep=;\n',
      '"x"y',
      'ä',
    ),
    fc.string({ maxLength: 6 }),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const bytes = fc.oneof(
    text.map((one) => Buffer.from(one)),
    text.map((one) => Buffer.from(one, 'latin1')),
    text.map((one) => Buffer.from(`\ufeff${one}`, 'utf16le')),
    fc.uint8Array({ maxLength: 40 }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      try {
        const { headers, table } = await readFile(await write(content, 'fuzz.csv'));
        expect(headers.every((name) => name !== '')).toBe(true);
        expect(table.every((row) => row.length === headers.length)).toBe(true);
      } catch (error) {
        if (!(error instanceof RulepostError)) throw error;
        expect(error.message).toContain('fuzz.csv');
        expect(error.message).not.toMatch(/\{\w+\}/);
      }
    }),
    { numRuns: 5_000, seed: 2 },
  );
}, 60_000);
