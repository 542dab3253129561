import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { activityWords, eventWords } from '../../shared/activity.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';

const folder = join(import.meta.dirname, '../../shared/errors');

test('no two areas use the same code: the later one would silently win', async () => {
  const codes: string[] = Object.keys(eventWords);
  for (const file of readdirSync(folder)) {
    if (['catalogue.ts', 'problem.ts', 'words.ts'].includes(file)) continue;
    const area = Object.values(await import(join(folder, file))) as object[];
    codes.push(...area.flatMap((words) => Object.keys(words)));
  }
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  expect(codes).toEqual(expect.arrayContaining(Object.keys(catalogue)));
});

test('every error says what happened and what to do, as sentences', () => {
  for (const [code, { what, advice }] of Object.entries(catalogue)) {
    expect(what, code).toMatch(/[.!?}:]$/);
    expect(advice, code).toMatch(/[.!?]$/);
  }
});

test('an activity entry of an unknown code still has words', () => {
  expect(activityWords('from-a-newer-version', {}).words).not.toBe('');
});
