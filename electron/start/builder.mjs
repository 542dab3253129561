/** Builds the page and the service (`vite build`) when what stands in out/ is missing or older than its sources. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChild } from './child.mjs';

/** The project folder. */
export const projectRoot = dirname(dirname(import.meta.dirname));

const sources = [
  'electron',
  'renderer',
  'shared',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
];

/**
 * @param {string} root project folder
 * @returns {string} the program of the built service
 */
export const servicePath = (root) => join(root, 'out', 'service', 'main.js');
/** @param {string} root */
const pagePath = (root) => join(root, 'out', 'renderer', 'index.html');
/** @param {string} root */
const stampPath = (root) => join(root, 'out', '.built-from');

/**
 * @param {string} root project folder
 * @returns {'fresh' | 'missing' | 'outdated'}
 */
export function buildState(root) {
  const results = [servicePath(root), pagePath(root), stampPath(root)];
  if (!results.every((path) => existsSync(path))) return 'missing';
  const builtFrom = Number(readFileSync(stampPath(root), 'utf8'));
  return newestChange(root) <= builtFrom ? 'fresh' : 'outdated';
}

/**
 * Folders count as well: their time changes when a file is removed or renamed.
 *
 * @param {string} root project folder
 * @returns {number} when a source last changed, epoch milliseconds
 */
export function newestChange(root) {
  let newest = 0;
  for (const source of sources) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    const below = statSync(path).isDirectory() ? readdirSync(path, { recursive: true }) : [];
    for (const name of ['', ...below]) {
      newest = Math.max(newest, statSync(join(path, String(name))).mtimeMs);
    }
  }
  return newest;
}

/**
 * @typedef {{ ok: true, service: string } | { ok: false, exitCode: number }} Built
 *   service: address of the service's program, ready for import()
 *
 * @param {{ root?: string, say?: (line: string) => void }} [options]
 * @returns {Promise<Built>}
 */
export async function buildIfNeeded({ root = projectRoot, say = console.log } = {}) {
  const state = buildState(root);
  if (state === 'fresh') return built(root);
  say(state === 'missing' ? 'Building (first start only)...' : 'Building (the sources changed)...');
  return build(root);
}

/**
 * For the command line, which is called often and by other programs: builds only when there is
 * nothing to run, and says so on the error output, never among the results.
 *
 * @param {{ root?: string, say?: (line: string) => void }} [options]
 * @returns {Promise<Built>}
 */
export async function buildIfMissing({ root = projectRoot, say = console.error } = {}) {
  if (existsSync(servicePath(root))) return built(root);
  return buildIfNeeded({ root, say });
}

/** @param {string} root @returns {Built} */
const built = (root) => ({ ok: true, service: pathToFileURL(servicePath(root)).href });

/**
 * Builds everything and notes what it was built from. Words of a failure go to the error output.
 *
 * @param {string} root project folder
 * @returns {Promise<Built>}
 */
export async function build(root) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) {
    console.error('The build tools are not installed: run "npm ci" in this folder first.');
    return { ok: false, exitCode: 1 };
  }
  // Read before the build: what changes during it makes the result outdated again.
  const builtFrom = newestChange(root);
  const args = [vite, 'build', '--logLevel', 'warn'];
  const ending = await startChild(process.execPath, args, { cwd: root, capture: true }).ended;
  if (ending.code !== 0 || ending.stopped) {
    if (!ending.stopped) console.error(`${ending.output.trim()}\nThe build failed.`);
    return { ok: false, exitCode: ending.code || 1 };
  }
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stampPath(root), String(builtFrom));
  return built(root);
}
