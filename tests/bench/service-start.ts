/**
 * How long the built service takes from being spawned to answering its first HTTP request, and to
 * the first answer that needs its core (its data open, its connection read), against a bare Node
 * server that opens a database (bare-server.mjs). All in turn, several times; the middle run of each
 * counts. The aim is a ratio under 3.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildIfNeeded, projectRoot, servicePath } from '../../electron/start/builder.mjs';

const ROUNDS = 9;
/** Between two tries to reach a server that is starting, in milliseconds. */
const TRY_EVERY = 1;
const bareServer = join(import.meta.dirname, 'bare-server.mjs');

export interface StartFigure {
  name: string;
  milliseconds: number;
  /** Time in relation to the bare server. */
  ratio: number;
}

export async function benchServiceStart(): Promise<StartFigure[]> {
  const built = await buildIfNeeded();
  if (!built.ok) throw new Error('There is no built service to measure.');
  const folder = await mkdtemp(join(tmpdir(), 'rulepost-bench-'));
  const dataDir = join(folder, 'data');
  // Nothing of this machine's own settings is touched, and nobody outside is asked anything.
  const env = {
    ...process.env,
    RULEPOST_DATA_DIR: dataDir,
    RULEPOST_API_URL: 'http://127.0.0.1:9',
    RULEPOST_AUTH_URL: 'http://127.0.0.1:9',
    RULEPOST_PASSPHRASE: 'bench',
    XDG_CACHE_HOME: join(folder, 'cache'),
  };
  const times = { bare: [] as number[], answer: [] as number[], core: [] as number[] };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const port = String(await freePort());
      const bare = [bareServer, join(folder, 'bare.sqlite'), port];
      const service = [servicePath(projectRoot), 'serve', '--port', port];
      times.bare.push(await timeUntil(bare, env, () => isAnswered(port)));
      times.answer.push(await timeUntil(service, env, () => isAnswered(port)));
      times.core.push(await timeUntil(service, env, () => isCoreAnswered(port, dataDir)));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const base = median(times.bare);
  const figure = (name: string, measured: readonly number[]): StartFigure => ({
    name,
    milliseconds: Math.round(median(measured)),
    ratio: Number((median(measured) / base).toFixed(2)),
  });
  return [
    figure('bare server with a database', times.bare),
    figure('rulepost serve, first answer', times.answer),
    figure('rulepost serve, first answer of the core', times.core),
  ];
}

/** @returns milliseconds from spawn to the first time that `reached` says yes */
async function timeUntil(
  args: string[],
  env: NodeJS.ProcessEnv,
  reached: () => Promise<boolean>,
): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    while (!(await reached())) {
      if (child.exitCode !== null) throw new Error(`It ended without an answer: ${args.join(' ')}`);
      await pause(TRY_EVERY);
    }
    return performance.now() - begun;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** @returns true when the server answers a browser, whatever the status */
async function isAnswered(port: string): Promise<boolean> {
  return (await statusOf(port, 'GET', '/')) !== null;
}

/** @returns true when the service answers a call with what it knows */
async function isCoreAnswered(port: string, dataDir: string): Promise<boolean> {
  const key = await readKey(dataDir);
  if (key === null) return false;
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const status = await statusOf(port, 'POST', '/rpc/status', headers);
  if (status !== null && status !== 200) throw new Error(`The service answered ${status}.`);
  return status === 200;
}

async function readKey(dataDir: string): Promise<string | null> {
  try {
    const file: unknown = JSON.parse(await readFile(join(dataDir, 'service.json'), 'utf8'));
    return typeof file === 'object' && file !== null && 'key' in file ? String(file.key) : null;
  } catch {
    // Not there yet, or half written.
    return null;
  }
}

/** @returns the status of the answer, or null while nobody listens */
function statusOf(
  port: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<number | null> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, method, path, headers, agent: false };
    const sent = request(options, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? null));
    });
    sent.once('error', () => resolve(null));
    sent.end(method === 'POST' ? '{}' : undefined);
  });
}

/** @returns a port that nobody has at the moment */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
