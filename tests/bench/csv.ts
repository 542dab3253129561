/**
 * How fast a CSV file of a million rows is read: papaparse alone against the reader with a condition
 * and keys, in one run on one file; and how much memory the reader takes.
 *
 * `node tests/bench/csv.ts` prints the figures.
 */
import { fork } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Papa from 'papaparse';
import { readMatchingRows } from '../../electron/core/sources/csv-rows.ts';
import type { Condition } from '../../shared/rules/schema.ts';

const ROWS = 1_000_000;
const ROUNDS = 3;
/** First argument of the process that measures one case. */
const MEASURE = 'measure-csv-case';

export interface CsvFigure {
  name: string;
  rowsPerSecond: number;
  /** Rows per second in relation to papaparse alone. */
  ratio: number;
  peakMegabytes: number;
}

interface Case {
  name: string;
  key?: string;
  conditions: Condition[];
}

const one: Condition = { field: 'total', operator: 'greater-than', value: 950 };

const cases: Case[] = [
  { name: 'papaparse alone', conditions: [] },
  { name: 'one condition (5 % match), key column', key: 'order_id', conditions: [one] },
  { name: 'one condition (5 % match), key from content', conditions: [one] },
  { name: 'all rows match, key column', key: 'order_id', conditions: [] },
  { name: 'all rows match, key from content', conditions: [] },
];

/** Each case runs in a process of its own, several times in turn; the best round counts. */
export async function benchCsv(): Promise<CsvFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rulepost-bench-'));
  try {
    const file = join(folder, 'orders.csv');
    await writeOrders(file);
    const measured = cases.map(({ name }) => ({ name, milliseconds: Infinity, peakMegabytes: 0 }));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, best] of measured.entries()) {
        const { milliseconds, peakMegabytes } = await measureApart(file, index);
        best.milliseconds = Math.min(best.milliseconds, milliseconds);
        best.peakMegabytes = Math.max(best.peakMegabytes, peakMegabytes);
      }
    }
    const alone = measured[0]?.milliseconds ?? Number.NaN;
    return measured.map(({ name, milliseconds, peakMegabytes }) => ({
      name,
      rowsPerSecond: Math.round(ROWS / (milliseconds / 1000)),
      ratio: Number((alone / milliseconds).toFixed(2)),
      peakMegabytes,
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A plain export as shops write it: about 90 bytes a row. */
async function writeOrders(file: string): Promise<void> {
  const handle = await open(file, 'w');
  await handle.write('order_id,email,first_name,last_name,country,total,created\n');
  for (let start = 0; start < ROWS; start += 10_000) {
    let text = '';
    for (let row = start; row < start + 10_000; row++) {
      const total = ((row * 7919) % 100_000) / 100;
      text += `${100_000 + row},customer${row}@example.com,Amy,"Miller, Jr.",US,${total.toFixed(2)},2026-03-02T09:00:00Z\n`;
    }
    await handle.write(text);
  }
  await handle.close();
}

interface Measurement {
  milliseconds: number;
  peakMegabytes: number;
}

function measureApart(file: string, index: number): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [MEASURE, file, String(index)]);
    child.once('message', (message) => resolve(message as Measurement));
    child.once('error', reject);
    child.once('exit', (code) => code && reject(new Error(`measuring ended with code ${code}`)));
  });
}

async function measure(file: string, index: number): Promise<Measurement> {
  const chosen = cases[index];
  if (chosen === undefined) throw new Error(`there is no case ${index}`);
  const start = performance.now();
  const rows = index === 0 ? await papaparseAlone(file) : await readRows(file, chosen);
  const milliseconds = performance.now() - start;
  if (rows !== ROWS) throw new Error(`${rows} rows were read, not ${ROWS}`);
  return { milliseconds, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) };
}

/** In the same form, and with the same size of chunks, as the reader: arrays of cells. */
function papaparseAlone(file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = -1;
    Papa.parse<string[]>(createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 }), {
      skipEmptyLines: true,
      chunk: ({ data }) => {
        rows += data.length;
      },
      complete: () => resolve(rows),
      error: reject,
    });
  });
}

async function readRows(file: string, { key, conditions }: Case): Promise<number> {
  let matched = 0;
  const reading = await readMatchingRows(
    {
      when: {
        trigger: 'new-row',
        file,
        existingRows: 'skip',
        gatherSeconds: 0,
        ...(key && { key }),
      },
      who: { recipient: 'email', oncePer: 'row', conditions },
    },
    {
      onMatch(batch) {
        matched += batch.length;
      },
    },
  );
  if (matched !== reading.matching) throw new Error('rows were lost');
  return reading.rows;
}

const [task, file, index] = process.argv.slice(2);
if (task === MEASURE && process.send !== undefined && file !== undefined) {
  process.send(await measure(file, Number(index)));
  process.disconnect();
} else if (import.meta.main) {
  console.table(await benchCsv());
}
