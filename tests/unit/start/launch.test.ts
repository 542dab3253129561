import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { launch } from '../../../electron/start/launch.mjs';

let root: string;
let said: string[];
let started: { command: string; args: string[] }[];
let fetches: number;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rulepost-launch-'));
  said = [];
  started = [];
  fetches = 0;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Machine = NonNullable<Parameters<typeof launch>[1]>;
type Steps = NonNullable<Machine['use']>;

const steps: Steps = {
  buildIfNeeded: async () => ({ ok: true, service: 'file:///service' }),
  findElectron: () => null,
  fetchElectron: async () => {
    fetches += 1;
    return { state: 'failed', reason: 'no network' };
  },
  startChild: (command, args) => {
    started.push({ command, args });
    const ended = Promise.resolve({ code: 7, stopped: false, output: '' });
    return { pid: 1, ended, kill: () => {} };
  },
};

function start(args: string[], env: NodeJS.ProcessEnv, use: Partial<Steps> = {}) {
  const say = (line: string) => void said.push(line);
  return launch(args, { root, platform: 'linux', env, say, use: { ...steps, ...use } });
}

function addDesktopApp() {
  mkdirSync(join(root, 'out', 'main'), { recursive: true });
  writeFileSync(join(root, 'out', 'main', 'index.js'), '');
}

const electron = '/dist/electron';
const display = { DISPLAY: ':0' };

it('starts the service without a word and without a fetch where there is no display', async () => {
  expect(await start(['--practice', '--port', '0'], {})).toBe(7);
  const service = join(root, 'out', 'service', 'main.js');
  expect(started).toHaveLength(1);
  expect(started[0]?.command).toBe(process.execPath);
  expect(started[0]?.args.slice(-5)).toEqual([service, 'serve', '--practice', '--port', '0']);
  expect(said).toEqual([]);
  expect(fetches).toBe(0);
});

it('starts the desktop app where there is a display, Electron and the app', async () => {
  addDesktopApp();
  expect(await start(['--hidden'], display, { findElectron: () => electron })).toBe(7);
  expect(started).toEqual([{ command: electron, args: [root, '--hidden'] }]);
  expect(fetches).toBe(0);
});

it('never starts the desktop app without a display', async () => {
  addDesktopApp();
  await start([], {}, { findElectron: () => electron });
  expect(started[0]?.command).toBe(process.execPath);
});

it('says that the desktop app is yet to come, and starts the service', async () => {
  await start([], display, { findElectron: () => electron });
  expect(started[0]?.args).toContain('serve');
  expect(said).toEqual([
    'The desktop app comes with a later version; starting the service instead.',
  ]);
});

it('starts the service when Electron cannot be fetched, and says why in one line', async () => {
  addDesktopApp();
  await start([], display);
  expect(fetches).toBe(1);
  expect(started[0]?.args).toContain('serve');
  expect(said).toEqual([
    'Electron could not be fetched (no network); starting the service instead.',
  ]);
});

it('starts the desktop app when Electron has been fetched', async () => {
  addDesktopApp();
  let fetched = false;
  await start([], display, {
    findElectron: () => (fetched ? electron : null),
    fetchElectron: async () => {
      fetched = true;
      return { state: 'fetched' };
    },
  });
  expect(started[0]?.command).toBe(electron);
  expect(said).toEqual([]);
});

it('starts nothing when a person stops it during the fetch', async () => {
  const code = await start([], display, { fetchElectron: async () => ({ state: 'stopped' }) });
  expect(code).toBe(130);
  expect(started).toEqual([]);
});

it('starts nothing when the build failed', async () => {
  const buildIfNeeded = async () => ({ ok: false as const, exitCode: 3 });
  expect(await start([], {}, { buildIfNeeded })).toBe(3);
  expect(started).toEqual([]);
});
