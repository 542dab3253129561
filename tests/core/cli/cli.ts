/** Runs the real command line in processes of its own, with a data folder and settings of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'vitest';

const entry = resolve(import.meta.dirname, '../../../electron/service/index.ts');

export interface Result {
  code: number | null;
  out: string;
  err: string;
}

export interface Started {
  child: ChildProcess;
  /** What it has written so far. */
  written: Result;
  /** Resolves with the first match of `pattern` in what it writes. */
  sees(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<Result>;
}

export interface Cli {
  folder: string;
  dataDir: string;
  env: NodeJS.ProcessEnv;
  run(...args: string[]): Promise<Result>;
  /** Runs with `--json`. @returns the one document */
  json(...args: string[]): Promise<{ code: number | null; document: unknown }>;
  start(...args: string[]): Started;
  /** Every file below the data folder, as text. */
  files(): Promise<Map<string, string>>;
  dispose(): Promise<void>;
}

/** A command line for one test, gone at its end, so that tests can run side by side. */
export async function cliFor(test: TestContext, settings: NodeJS.ProcessEnv = {}): Promise<Cli> {
  const cli = await createCli(settings);
  test.onTestFinished(() => cli.dispose());
  return cli;
}

export async function createCli(settings: NodeJS.ProcessEnv = {}): Promise<Cli> {
  const folder = await mkdtemp(join(tmpdir(), 'rulepost-cli-'));
  const dataDir = join(folder, 'data');
  const running = new Set<ChildProcess>();
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: folder,
    // Shared by all tests, so that only the first process compiles.
    XDG_CACHE_HOME: join(tmpdir(), 'rulepost-cli-cache'),
    RULEPOST_DATA_DIR: dataDir,
    RULEPOST_PASSPHRASE: 'a passphrase of the tests',
    // Nobody outside is ever asked, even if a test forgets to say where.
    RULEPOST_AUTH_URL: 'http://127.0.0.1:9',
    RULEPOST_API_URL: 'http://127.0.0.1:9',
    ...settings,
  };

  function start(...args: string[]): Started {
    const child = spawn(process.execPath, [entry, ...args], { env, cwd: folder });
    running.add(child);
    const written: Result = { code: null, out: '', err: '' };
    const wakes = new Set<() => void>();
    child.stdout.on('data', (chunk) => {
      written.out += String(chunk);
      for (const wake of wakes) wake();
    });
    child.stderr.on('data', (chunk) => {
      written.err += String(chunk);
      for (const wake of wakes) wake();
    });
    const ended = once(child, 'close').then(([code]) => {
      running.delete(child);
      written.code = code as number | null;
      for (const wake of wakes) wake();
      return written;
    });
    const sees = (pattern: RegExp) =>
      new Promise<RegExpExecArray>((found, failed) => {
        const look = () => {
          const match = pattern.exec(written.out) ?? pattern.exec(written.err);
          if (match === null && written.code === null && !child.killed) return;
          wakes.delete(look);
          if (match !== null) found(match);
          else failed(new Error(`${pattern} never came:\n${written.out}${written.err}`));
        };
        wakes.add(look);
        look();
      });
    return { child, written, sees, ended };
  }

  const run = (...args: string[]) => start(...args).ended;

  return {
    folder,
    dataDir,
    env,
    run,
    start,
    async json(...args) {
      const { code, out, err } = await run(...args, '--json');
      if (out.trimEnd().split('\n').length !== 1)
        throw new Error(`Not one document:\n${out}${err}`);
      return { code, document: JSON.parse(out) };
    },
    async files() {
      const all = await readdir(dataDir, { recursive: true, withFileTypes: true });
      const paths = all
        .filter((file) => file.isFile())
        .map((file) => join(file.parentPath, file.name));
      return new Map(
        await Promise.all(
          paths.map(async (path) => [path, await readFile(path, 'latin1')] as const),
        ),
      );
    },
    async dispose() {
      const ends = [...running].map((child) => {
        child.kill('SIGKILL');
        return once(child, 'close');
      });
      await Promise.all(ends);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
