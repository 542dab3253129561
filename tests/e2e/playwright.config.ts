/** End-to-end tests: the built service and its page in a real browser. */
import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import { announce, findBrowser } from '../support/browser.ts';

const browser = await findBrowser();
// Each worker reads this file again; one line is enough.
if (process.env.TEST_WORKER_INDEX === undefined) announce(browser);

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.e2e.ts',
  outputDir: resolve(import.meta.dirname, '../.results/e2e'),
  forbidOnly: true,
  // A test that passes at the second try is broken.
  retries: 0,
  workers: 2,
  timeout: 60_000,
  // Nothing may hold up the whole run for good.
  globalTimeout: 10 * 60_000,
  reporter: 'list',
  use: {
    headless: true,
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: browser.executablePath, args: browser.args },
  },
});
