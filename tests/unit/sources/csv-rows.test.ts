import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { type MatchedRow, readMatchingRows } from '../../../electron/core/sources/csv-rows.ts';
import { createKeySet } from '../../../electron/core/sources/key-set.ts';
import type { Condition } from '../../../shared/rules/schema.ts';
import { tempFolder } from './temp-folder.ts';

const write = tempFolder();

async function match(text: string, options: { key?: string; conditions?: Condition[] } = {}) {
  const { key, conditions = [] } = options;
  const matched: MatchedRow[] = [];
  const reading = await readMatchingRows(
    {
      when: {
        trigger: 'new-row',
        file: await write(text),
        existingRows: 'skip',
        gatherSeconds: 0,
        ...(key && { key }),
      },
      who: { recipient: 'email', oncePer: 'row', conditions },
    },
    {
      onMatch(batch) {
        matched.push(...batch);
      },
    },
  );
  return { ...reading, matched, keys: matched.map((one) => one.key) };
}

test('matching rows come as objects, under their key, with their line', async () => {
  const { matched, rows, matching, headers } = await match(
    'order,email,total\n 7 ,amy@example.com,60\n8,bob@example.com,40\n9,cid@example.com,70\n',
    { key: 'order', conditions: [{ field: 'total', operator: 'greater-than', value: 50 }] },
  );
  expect(matched).toEqual([
    { key: '7', line: 2, row: { order: ' 7 ', email: 'amy@example.com', total: '60' } },
    { key: '9', line: 4, row: { order: '9', email: 'cid@example.com', total: '70' } },
  ]);
  expect({ rows, matching, headers }).toEqual({
    rows: 3,
    matching: 2,
    headers: ['order', 'email', 'total'],
  });
});

test('a key that is missing or repeated is reported; the first row counts', async () => {
  const { keys, problems, problemCount } = await match(
    'order,email\n7,a@example.com\n ,b@example.com\n7,c@example.com\nragged\n8,d@example.com\n',
    { key: 'order' },
  );
  expect(keys).toEqual(['7', '8']);
  expect(problemCount).toBe(3);
  expect(problems).toMatchObject([
    { line: 3, code: 'key-missing', what: 'Line 3 has nothing in its key column "order".' },
    { line: 4, code: 'key-twice', what: 'Line 4 repeats a row that stands further up (7).' },
    { line: 5, code: 'row-ragged' },
  ]);
});

test('without a key column the same row twice counts once', async () => {
  const { keys, problems } = await match(
    'email,x\na@example.com,1\na@example.com,1\na@example.com,2\n',
  );
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[\w-]{43}$/);
  expect(problems).toMatchObject([{ line: 3, code: 'key-twice' }]);
});

test.each([
  ['the recipient column', 'mail\nx\n', {}, '"email"'],
  ['the key column', 'email\nx\n', { key: 'order' }, '"order"'],
  [
    'a condition’s column',
    'email\nx\n',
    { conditions: [{ field: 'total', operator: 'is-empty' as const }] },
    '"total"',
  ],
])('%s must be there', async (_, text, options, name) => {
  const reading = match(text, options);
  await expect(reading).rejects.toMatchObject({ code: 'column-missing' });
  await expect(reading).rejects.toThrow(name);
});

const word = fc.stringMatching(/^[a-z ]{0,5}$/);

test('a row keeps its key when columns, rows, quoting or the delimiter change', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(word, word, word), {
        selector: (row) => row.map((s) => s.trim()).join('|'),
        minLength: 1,
        maxLength: 8,
      }),
      fc.shuffledSubarray(['email', 'a', 'b', 'spare'], { minLength: 4 }),
      async (rows, order) => {
        const records = rows.map(([email, a, b], at) => ({
          email: `${email}${at}`,
          a,
          b,
          spare: '',
        }));
        const plain = await match(
          Papa.unparse({
            fields: ['email', 'a', 'b'],
            data: records.map((r) => [r.email, r.a, r.b]),
          }),
        );
        const changed = await match(
          Papa.unparse(
            {
              fields: order,
              data: records.toReversed().map((r) => order.map((name) => r[name as keyof typeof r])),
            },
            { quotes: true, delimiter: ';', newline: '\r\n' },
          ),
        );
        expect(changed.keys.toReversed()).toEqual(plain.keys);
        expect(new Set(plain.keys).size).toBe(records.length);
      },
    ),
    { numRuns: 60 },
  );
});

test('content that only looks alike when run together has different keys', async () => {
  const { keys } = await match('email,a,b\nx,1,\nx,,1\nx,11,\nx,1,1\n');
  expect(new Set(keys).size).toBe(4);
});

test('a key set remembers exactly what it was given', () => {
  const keys = createKeySet();
  for (let at = 0; at < 200_000; at++)
    expect(keys.add(`K${at}`) && keys.add(String(at))).toBe(true);
  for (let at = 0; at < 200_000; at += 97) expect(keys.add(`K${at}`)).toBe(false);
  expect([keys.add(''), keys.add(''), keys.add('\0')]).toEqual([true, false, true]);
});
