/** The three suites of `npm test`: how each is run and how its results are counted. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { buildIfNeeded, projectRoot } from '../../electron/start/builder.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ name: string, file: string, args: string[], count: (report: unknown) => Counts }} Suite
 *   file: its JSON report; args: what Node is to run
 */

const results = join(projectRoot, 'tests', '.results');
const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
const playwright = join(projectRoot, 'node_modules', '@playwright', 'test', 'cli.js');

/** @param {string} project @returns {Suite} */
function vitestSuite(project) {
  const file = join(results, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = [vitest, 'run', `--project=${project}`, ...reporters];
  return { name: project, file, args, count: countVitest };
}

/** @type {Suite[]} */
const suites = [
  vitestSuite('fast'),
  vitestSuite('faults'),
  {
    name: 'e2e',
    file: join(results, 'e2e.json'),
    args: [playwright, 'test', '--config=tests/e2e/playwright.config.ts', '--reporter=list,json'],
    count: countPlaywright,
  },
];

/**
 * @param {string[]} args `--only fast|faults|e2e`, or nothing for all
 * @returns {Promise<number>} exit code
 */
export async function runAll(args) {
  const chosen = chooseSuites(args);
  if (chosen.length === 0) {
    console.error(`Usage: npm test [-- --only ${suites.map((suite) => suite.name).join('|')}]`);
    return 2;
  }
  const total = { passed: 0, failed: 0, skipped: 0 };
  const built = await buildIfNeeded();
  if (!built.ok) total.failed += 1;
  for (const suite of built.ok ? chosen : []) {
    console.log(`\n── ${suite.name} ──`);
    const counts = await runSuite(suite);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  console.log(`\n${closingLine(total)}`);
  return total.failed === 0 ? 0 : 1;
}

/** @param {string[]} args @returns {Suite[]} none when the arguments make no sense */
export function chooseSuites(args) {
  if (args.length === 0) return suites;
  const [option, name] = args;
  return option === '--only' && args.length === 2
    ? suites.filter((suite) => suite.name === name)
    : [];
}

/** @param {Counts} counts @returns {string} */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @param {Suite} suite @returns {Promise<Counts>} */
async function runSuite(suite) {
  mkdirSync(results, { recursive: true });
  rmSync(suite.file, { force: true });
  const code = await runNode(suite.args, { PLAYWRIGHT_JSON_OUTPUT_FILE: suite.file });
  const report = existsSync(suite.file) ? JSON.parse(readFileSync(suite.file, 'utf8')) : null;
  const { counts, trouble } = judge(report === null ? null : suite.count(report), code);
  if (trouble !== '') console.error(`The suite "${suite.name}" ${trouble}.`);
  return counts;
}

/**
 * A suite that crashed or ran nothing counts as one failure, however good its numbers look.
 *
 * @param {Counts | null} counts null when there is no report
 * @param {number} code exit code of the runner
 * @returns {{ counts: Counts, trouble: string }}
 */
export function judge(counts, code) {
  const known = counts ?? { passed: 0, failed: 0, skipped: 0 };
  let trouble = '';
  if (counts === null) trouble = `left no report (exit code ${code})`;
  else if (known.failed > 0) trouble = '';
  else if (known.passed === 0) trouble = 'ran no test';
  else if (code !== 0) trouble = `ended with exit code ${code}`;
  return { counts: trouble === '' ? known : { ...known, failed: known.failed + 1 }, trouble };
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

/**
 * A file that does not load has no tests, only its own status.
 *
 * @param {unknown} report
 * @returns {Counts}
 */
export function countVitest(report) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of vitestReport.parse(report).testResults) {
    const failedBefore = counts.failed;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    }
    if (file.status === 'failed' && counts.failed === failedBefore) counts.failed += 1;
  }
  return counts;
}

const playwrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  errors: z.array(z.unknown()),
});

/**
 * `errors` are files that do not load and whatever else broke outside a test.
 *
 * @param {unknown} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { stats, errors } = playwrightReport.parse(report);
  const failed = stats.unexpected + stats.flaky + errors.length;
  return { passed: stats.expected, failed, skipped: stats.skipped };
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} env @returns {Promise<number>} exit code */
function runNode(args, env) {
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // The terminal's Ctrl-C reaches the child by itself; a stop from elsewhere comes to us alone.
  const stop = () => child.kill('SIGTERM');
  process.on('SIGTERM', stop);
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => {
      process.off('SIGTERM', stop);
      resolve(code ?? 1);
    });
  });
}
