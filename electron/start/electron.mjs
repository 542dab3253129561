/**
 * Finds Electron's program and fetches it when it is missing. The package's own index is never
 * imported: in plain Node it starts a download and blocks until that ends.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from './child.mjs';

/**
 * @param {{ platform: NodeJS.Platform, env: NodeJS.ProcessEnv }} machine
 * @returns {boolean} whether windows can be shown
 */
export function hasDisplay({ platform, env }) {
  if (platform === 'win32' || platform === 'darwin') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * Where Electron's installer leaves its program: dist/ beside its package.json, by the name it
 * writes into path.txt as its last act. ELECTRON_OVERRIDE_DIST_PATH names another dist folder, as
 * it does for Electron itself.
 *
 * @param {{ root: string, platform: NodeJS.Platform, env: NodeJS.ProcessEnv }} where
 * @returns {string | null}
 */
export function findElectron({ root, platform, env }) {
  const folder = join(root, 'node_modules', 'electron');
  const nameFile = join(folder, 'path.txt');
  const name = existsSync(nameFile) ? readFileSync(nameFile, 'utf8').trim() : '';
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!override && name === '') return null;
  const program = override
    ? join(override, name || programNames[platform] || 'electron')
    : join(folder, 'dist', name);
  return existsSync(program) ? program : null;
}

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const programNames = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/**
 * Runs Electron's own installer, for five seconds at most: a person waits for a window meanwhile.
 * Its whole process tree has been ended when this returns.
 *
 * @param {{ root: string, limit?: AbortSignal }} options
 * @returns {Promise<{ state: 'fetched' } | { state: 'stopped' } | { state: 'failed', reason: string }>}
 */
export async function fetchElectron({ root, limit = AbortSignal.timeout(5_000) }) {
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  if (!existsSync(installer)) return { state: 'failed', reason: 'its package is not installed' };

  const child = startChild(process.execPath, [installer], { cwd: root, capture: true });
  limit.addEventListener('abort', child.kill, { once: true });
  const ending = await child.ended;
  limit.removeEventListener('abort', child.kill);

  if (ending.stopped) return { state: 'stopped' };
  if (ending.code === 0) return { state: 'fetched' };
  if (limit.aborted) return { state: 'failed', reason: 'it took longer than 5 seconds' };
  return { state: 'failed', reason: firstLine(ending.output) || `exit code ${ending.code}` };
}

/** @param {string} text @returns {string} the first line with words, without "Error:" before it */
function firstLine(text) {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return line.trim().replace(/^\w*Error: /, '');
}
