import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  build,
  buildIfMissing,
  buildIfNeeded,
  buildState,
  servicePath,
} from '../../../electron/start/builder.mjs';

let root: string;
let said: string[];
const say = (line: string) => void said.push(line);
const long = new Date('2020-01-01T00:00:00Z');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rulepost-builder-'));
  said = [];
  for (const source of ['electron/core/a.ts', 'renderer/b.tsx', 'shared/c.ts', 'vite.config.ts']) {
    put(source);
  }
  for (const path of ['electron/core/a.ts', 'electron/core', 'electron', 'renderer/b.tsx'])
    age(path);
  for (const path of ['renderer', 'shared/c.ts', 'shared', 'vite.config.ts']) age(path);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

function put(path: string, text = '') {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Sets a time in the past, so that any later change shows. */
function age(path: string) {
  utimesSync(join(root, path), long, long);
}

/** A stand-in for vite: leaves what a build leaves. */
function putVite(extra = '') {
  put(
    'node_modules/vite/bin/vite.js',
    `const { mkdirSync, writeFileSync } = require('fs');
     for (const file of ['out/service/main.js', 'out/renderer/index.html']) {
       mkdirSync(require('path').dirname(file), { recursive: true });
       writeFileSync(file, process.argv.slice(2).join(' '));
     }
     ${extra}`,
  );
}

it('builds at the first start and says so, and then not again', async () => {
  putVite();
  expect(buildState(root)).toBe('missing');
  const service = pathToFileURL(servicePath(root)).href;
  expect(await buildIfNeeded({ root, say })).toEqual({ ok: true, service });
  expect(buildState(root)).toBe('fresh');
  expect(await buildIfNeeded({ root, say })).toEqual({ ok: true, service });
  expect(said).toEqual(['Building (first start only)...']);
});

it.each([
  ['a source file changed', () => put('electron/core/a.ts', 'changed')],
  ['a source file came', () => put('shared/new.ts')],
  ['a source file went', () => rmSync(join(root, 'renderer/b.tsx'))],
  ['the build settings changed', () => put('vite.config.ts', 'changed')],
  ['dependencies changed', () => put('package-lock.json', '{}')],
])('builds again when %s', async (_, change) => {
  putVite();
  await build(root);
  change();
  expect(buildState(root)).toBe('outdated');
  await buildIfNeeded({ root, say });
  expect(said).toEqual(['Building (the sources changed)...']);
  expect(buildState(root)).toBe('fresh');
});

it('builds again what changed while it was being built', async () => {
  putVite(`writeFileSync('shared/c.ts', 'changed');`);
  await build(root);
  expect(buildState(root)).toBe('outdated');
});

it('builds again when a result has been deleted', async () => {
  putVite();
  await build(root);
  rmSync(join(root, 'out', 'renderer'), { recursive: true });
  expect(buildState(root)).toBe('missing');
});

it('shows what the build said when it failed, and leaves it for the next start', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  putVite(`console.error('x.ts is broken'); process.exit(4)`);
  expect(await build(root)).toEqual({ ok: false, exitCode: 4 });
  expect(error).toHaveBeenCalledWith('x.ts is broken\nThe build failed.');
  expect(buildState(root)).toBe('missing');
});

it('says what to do when the tools are not installed', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(await build(root)).toEqual({ ok: false, exitCode: 1 });
  expect(error).toHaveBeenCalledWith(expect.stringContaining('npm ci'));
});

it('lets the command line use an older build, and builds only when there is none', async () => {
  putVite();
  await buildIfMissing({ root, say });
  put('shared/new.ts');
  await buildIfMissing({ root, say });
  expect(said).toEqual(['Building (first start only)...']);
});
