import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newestChange, servicePath } from '../../../electron/start/builder.mjs';
import { newSignals, startChild } from '../../../electron/start/child.mjs';
import { projectRoot } from '../house/source-files.ts';

const run = (code: string) => startChild(process.execPath, ['-e', code], { capture: true }).ended;

describe('a child process', () => {
  it('ends with its own exit code and its output', async () => {
    const ending = await run(`console.log('out'); console.error('err'); process.exitCode = 3`);
    expect(ending).toMatchObject({ code: 3, stopped: false });
    expect(ending.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('ends with 128 plus the number of the signal that ended it', async () => {
    expect(await run(`process.kill(process.pid, 'SIGKILL')`)).toMatchObject({ code: 137 });
  });

  it('that cannot start ends with 127', async () => {
    const child = startChild(join(tmpdir(), 'no-such-program'), [], { capture: true });
    expect(await child.ended).toMatchObject({ code: 127, stopped: false });
  });

  it('leaves no signal listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    await run('');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});

it('takes signals within a second for one key press', () => {
  let now = 0;
  const isNew = newSignals(() => now);
  expect(isNew()).toBe(true);
  now = 999;
  expect(isNew()).toBe(false);
  now = 1_000;
  expect(isNew()).toBe(true);
  expect(isNew()).toBe(false);
});

describe('stopping a started service', () => {
  let root: string;
  const log = () => readFileSync(join(root, 'log'), 'utf8').trim().split('\n');

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rulepost-stop-'));
    for (const folder of ['service', 'renderer']) {
      mkdirSync(join(root, 'out', folder), { recursive: true });
    }
    // A service that writes down each signal and takes its time to stop.
    writeFileSync(
      servicePath(root),
      `const { appendFileSync } = require('fs');
       const say = (word) => appendFileSync(${JSON.stringify(join(root, 'log'))}, word + '\\n');
       setInterval(() => {}, 1000);
       for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
         process.on(signal, () => { say(signal); setTimeout(() => { say('stopped'); process.exit(0); }, 300); });
       }
       say('started');
       console.log('started');`,
    );
    writeFileSync(join(root, 'out', 'renderer', 'index.html'), '');
    writeFileSync(join(root, 'out', '.built-from'), String(newestChange(root)));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** Runs launch() in a process of its own; resolves when the service is up. */
  async function startService() {
    const launch = pathToFileURL(join(projectRoot, 'electron/start/launch.mjs')).href;
    const code = `import { launch } from ${JSON.stringify(launch)};
      process.exitCode = await launch([], { root: ${JSON.stringify(root)}, env: {} });`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => starter.once('exit', resolve));
    await new Promise((resolve) => starter.stdout.once('data', resolve));
    return { starter, ended };
  }

  it.each([
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGHUP', 'SIGTERM'],
  ] as const)('by %s reaches it once as %s and ends with its exit code', async (sent, received) => {
    const { starter, ended } = await startService();
    starter.kill(sent);
    starter.kill(sent);
    expect(await ended).toBe(0);
    expect(log()).toEqual(['started', received, 'stopped']);
  });

  it('leaves no orphan even when the starter is killed outright', async () => {
    const { starter, ended } = await startService();
    starter.kill('SIGKILL');
    await ended;
    await expect.poll(log, { timeout: 10_000 }).toEqual(['started', 'SIGTERM', 'stopped']);
  });
});
