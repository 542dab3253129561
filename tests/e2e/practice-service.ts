/** Playwright with the real thing: the built service with its practice account, one per file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { test as base, expect } from '@playwright/test';

const main = resolve(import.meta.dirname, '../../out/service/main.js');

export interface PracticeService {
  /** Folder of the service's data; rule files and their CSV files go here too. */
  folder: string;
  /** Writes a file into the folder. */
  write(name: string, content: string): string;
  /** A fresh address that lets a browser in, once. */
  link(): Promise<string>;
}

export const test = base.extend<object, { service: PracticeService }>({
  service: [
    async ({ browserName: _ }, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'rulepost-e2e-'));
      const child = spawn(
        process.execPath,
        [main, 'serve', '--practice', '--json', '--port', '0', '--data-dir', folder],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      );
      await started(child);
      const dataDir = join(folder, 'practice');
      await use({
        folder: dataDir,
        write(name, content) {
          const file = join(dataDir, name);
          writeFileSync(file, content);
          return file;
        },
        async link() {
          const open = spawn(process.execPath, [
            ...[main, 'open', '--json', '--no-browser', '--data-dir', dataDir],
          ]);
          const answer: unknown = JSON.parse(await text(open.stdout));
          if (typeof answer === 'object' && answer !== null && 'url' in answer) {
            return String(answer.url);
          }
          throw new Error(`no link: ${JSON.stringify(answer)}`);
        },
      });
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

export { expect };

/** Resolves with the service's first words, which say that the page can be opened. */
function started(child: ChildProcess): Promise<void> {
  return new Promise((ready, failed) => {
    let errors = '';
    child.stderr?.on('data', (chunk) => {
      errors += String(chunk);
    });
    child.stdout?.once('data', () => ready());
    child.once('exit', (code) => failed(new Error(`the service ended (${code}): ${errors}`)));
  });
}
