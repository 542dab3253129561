/** A folder of its own for the files of one test file. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** @returns a function that writes a file and gives its path */
export function tempFolder(): (content: string | Uint8Array, name?: string) => Promise<string> {
  let folder = '';
  let count = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rulepost-sources-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return async (content, name) => {
    const file = join(folder, name ?? `${++count}.csv`);
    await writeFile(file, content);
    return file;
  };
}
