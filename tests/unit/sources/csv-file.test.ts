import { appendFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { readCsv } from '../../../electron/core/sources/csv.ts';
import { createCsvWatch, SETTLE_MS } from '../../../electron/core/sources/csv-file.ts';
import { toSourceError } from '../../../electron/core/sources/open-file.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from './temp-folder.ts';

const write = tempFolder();

test('a file is ready once it has stood still, and unchanged once it was read', async () => {
  const file = await write('a\n1\n');
  const clock = createFakeClock();
  const watch = createCsvWatch(file, { clock });
  expect(await watch.check()).toBe('settling');
  await clock.advance(SETTLE_MS - 1);
  expect(await watch.check()).toBe('settling');
  await clock.advance(1);
  expect(await watch.check()).toBe('ready');
  const reading = await readCsv(file, { onRows() {} });
  const state = watch.markRead(reading.file);
  expect(state).toEqual({ ...reading.file, readAt: clock.now() });
  expect(await watch.check()).toBe('unchanged');

  const afterRestart = createCsvWatch(file, { clock, lastRead: JSON.parse(JSON.stringify(state)) });
  expect(await afterRestart.check()).toBe('unchanged');
});

test('a half-written file is waited for', async () => {
  const file = await write('email\namy@exam');
  const clock = createFakeClock();
  const watch = createCsvWatch(file, { clock });
  expect(await watch.check()).toBe('settling');
  await clock.advance(SETTLE_MS);
  await appendFile(file, 'ple.com\n');
  expect(await watch.check()).toBe('settling');
  await clock.advance(SETTLE_MS);
  expect(await watch.check()).toBe('ready');
});

test.each<[string, (file: string) => Promise<void>]>([
  ['more content', (file) => appendFile(file, '2\n')],
  ['another time', (file) => utimes(file, 1, 1)],
  [
    'another file in its place, of the same size and time',
    async (file) => {
      const { atime, mtime } = await stat(file);
      await writeFile(`${file}.new`, 'a\n9\n');
      await utimes(`${file}.new`, atime, mtime);
      await rename(`${file}.new`, file);
    },
  ],
])('%s is a change', async (_, change) => {
  const file = await write('a\n1\n');
  await utimes(file, 100, 100);
  const clock = createFakeClock();
  const watch = createCsvWatch(file, { clock });
  watch.markRead((await readCsv(file, { onRows() {} })).file);
  expect(await watch.check()).toBe('unchanged');
  await change(file);
  expect(await watch.check()).toBe('settling');
  await clock.advance(SETTLE_MS);
  expect(await watch.check()).toBe('ready');
});

test('a missing file comes back', async () => {
  const file = await write('a\n1\n');
  await rm(file);
  const clock = createFakeClock();
  const watch = createCsvWatch(file, { clock });
  expect(await watch.check()).toBe('missing');
  await writeFile(file, 'a\n1\n');
  expect(await watch.check()).toBe('settling');
  await clock.advance(SETTLE_MS);
  expect(await watch.check()).toBe('ready');
});

test.each(['EBUSY', 'EPERM', 'EACCES'])(
  'a file another program holds (%s) is locked',
  async (code) => {
    const file = await write('a\n1\n');
    const clock = createFakeClock();
    const watch = createCsvWatch(file, {
      clock,
      open: () => Promise.reject(toSourceError(Object.assign(new Error(code), { code }), file)),
    });
    await watch.check();
    await clock.advance(SETTLE_MS);
    expect(await watch.check()).toBe('locked');
  },
);

test('an owner file of Excel alone does not lock', async () => {
  const file = await write('a\n1\n', 'orders.csv');
  await write('owner', '~$orders.csv');
  const clock = createFakeClock();
  const watch = createCsvWatch(file, { clock });
  await watch.check();
  await clock.advance(SETTLE_MS);
  expect(await watch.check()).toBe('ready');
});

test('a folder is no file', async () => {
  const clock = createFakeClock();
  const watch = createCsvWatch(dirname(await write('a')), { clock });
  await watch.check();
  await clock.advance(SETTLE_MS);
  await expect(watch.check()).rejects.toMatchObject({ code: 'source-unreadable' });
});
