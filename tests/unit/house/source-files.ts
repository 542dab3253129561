/** Reads the project's own files, for tests about the project itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

export const projectRoot = resolve(import.meta.dirname, '../../..');

const code = /\.(ts|tsx|mts|mjs|js)$/;

/** @returns the code files below `folders`, path below the project folder to text */
export function readCode(folders: string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(join(projectRoot, folder), { recursive: true })) {
      const path = join(folder, String(entry)).split(sep).join('/');
      if (!code.test(path) || path.includes('/.results/')) continue;
      files.set(path, readFileSync(join(projectRoot, path), 'utf8'));
    }
  }
  return files;
}

/** @returns the text of one file, path below the project folder */
export function readText(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}
