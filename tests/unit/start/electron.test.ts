import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchElectron, findElectron, hasDisplay } from '../../../electron/start/electron.mjs';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rulepost-electron-'));
  folder = join(root, 'node_modules', 'electron');
  mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = '') {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

describe('a display', () => {
  it.each([
    ['win32', {}, true],
    ['darwin', {}, true],
    ['linux', {}, false],
    ['linux', { DISPLAY: '' }, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ] as const)('on %s with %j: %s', (platform, env, expected) => {
    expect(hasDisplay({ platform, env })).toBe(expected);
  });
});

describe('finding Electron', () => {
  const find = (env: NodeJS.ProcessEnv = {}, platform: NodeJS.Platform = 'linux') =>
    findElectron({ root, platform, env });

  it('finds nothing when the package has never been completed', () => {
    expect(find()).toBeNull();
  });

  it('finds the program that path.txt names', () => {
    put(join(folder, 'path.txt'), 'electron');
    const program = put(join(folder, 'dist', 'electron'));
    expect(find()).toBe(program);
  });

  it('finds nothing when an installation broke off before path.txt, its last act', () => {
    put(join(folder, 'dist', 'electron'));
    expect(find()).toBeNull();
  });

  it('finds nothing when the program has been removed', () => {
    put(join(folder, 'path.txt'), 'electron');
    expect(find()).toBeNull();
  });

  it('looks where ELECTRON_OVERRIDE_DIST_PATH says, and only there', () => {
    put(join(folder, 'path.txt'), 'electron');
    put(join(folder, 'dist', 'electron'));
    const other = join(root, 'other');
    expect(find({ ELECTRON_OVERRIDE_DIST_PATH: other })).toBeNull();
    const program = put(join(other, 'electron'));
    expect(find({ ELECTRON_OVERRIDE_DIST_PATH: other })).toBe(program);
  });

  it('knows the names of other systems without path.txt', () => {
    const other = join(root, 'other');
    const windows = put(join(other, 'electron.exe'));
    expect(find({ ELECTRON_OVERRIDE_DIST_PATH: other }, 'win32')).toBe(windows);
  });
});

describe('fetching Electron', () => {
  const installer = (code: string) => put(join(folder, 'install.js'), code);

  it('runs its own installer', async () => {
    installer(`require('fs').writeFileSync(__dirname + '/path.txt', 'electron')`);
    expect(await fetchElectron({ root })).toEqual({ state: 'fetched' });
    expect(existsSync(join(folder, 'path.txt'))).toBe(true);
  });

  it('gives the reason of a failure in one line', async () => {
    installer(`console.error('\\nTypeError: fetch failed\\n    at somewhere'); process.exit(1)`);
    expect(await fetchElectron({ root })).toEqual({ state: 'failed', reason: 'fetch failed' });
  });

  it('says so when there is no installer', async () => {
    const reason = 'its package is not installed';
    expect(await fetchElectron({ root })).toEqual({ state: 'failed', reason });
  });

  it('ends an installer that hangs, with everything it has started', async () => {
    const pids = join(root, 'pids');
    installer(`
      const { spawn } = require('child_process');
      const helper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      const { renameSync, writeFileSync } = require('fs');
      writeFileSync('pids.new', process.pid + ' ' + helper.pid);
      renameSync('pids.new', 'pids');
      setInterval(() => {}, 1000);
    `);
    const limit = new AbortController();
    const fetching = fetchElectron({ root, limit: limit.signal });
    await expect.poll(() => existsSync(pids), { timeout: 10_000 }).toBe(true);
    limit.abort();
    const reason = 'it took longer than 5 seconds';
    expect(await fetching).toEqual({ state: 'failed', reason });
    for (const pid of readFileSync(pids, 'utf8').split(' ')) {
      await expect.poll(() => isAlive(Number(pid)), { timeout: 10_000 }).toBe(false);
    }
  });
});

/** A killed process whose parent has not collected it yet still answers signals, but is dead. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}
