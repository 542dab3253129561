/**
 * How long the built service takes from being spawned to answering its first HTTP request, against
 * a bare Node server that opens a database (bare-server.mjs). Both in turn, several times; the
 * middle run of each counts. The aim is a ratio under 3.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfNeeded, projectRoot, servicePath } from '../../electron/start/builder.mjs';

const ROUNDS = 7;
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
  // Nothing of this machine's own settings is touched, and nobody outside is asked anything.
  const env = {
    ...process.env,
    RULEPOST_DATA_DIR: join(folder, 'data'),
    RULEPOST_API_URL: 'http://127.0.0.1:9',
    RULEPOST_AUTH_URL: 'http://127.0.0.1:9',
    RULEPOST_PASSPHRASE: 'bench',
    XDG_CACHE_HOME: join(folder, 'cache'),
  };
  const bareTimes: number[] = [];
  const serviceTimes: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      bareTimes.push(await timeToAnswer([bareServer, join(folder, 'bare.sqlite')], env));
      serviceTimes.push(await timeToAnswer([servicePath(projectRoot), 'serve'], env));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const bare = median(bareTimes);
  const service = median(serviceTimes);
  return [
    { name: 'bare server with a database', milliseconds: Math.round(bare), ratio: 1 },
    {
      name: 'rulepost serve',
      milliseconds: Math.round(service),
      ratio: Number((service / bare).toFixed(2)),
    },
  ];
}

/** @returns milliseconds from spawn to the first answer to `GET /`, whatever its status */
async function timeToAnswer(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    const response = await fetch(await printedAddress(child), { redirect: 'manual' });
    const taken = performance.now() - begun;
    await response.arrayBuffer();
    return taken;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** @returns the first local address the process prints, without its path; reads on for good */
function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += String(chunk);
      const address = /http:\/\/127\.0\.0\.1:\d+(?=[/\s])/.exec(output)?.[0];
      if (address !== undefined) resolve(`${address}/`);
    });
    child.once('exit', () => reject(new Error(`It printed no address:\n${output}`)));
  });
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
