/**
 * The command line's way to a core: the running service of the data folder, or, when there is none,
 * a core of its own in this process. Both speak the same contract, so commands cannot tell.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/contract/contract.ts';
import { RulepostError } from '../../shared/errors/problem.ts';
import type { FileLock } from '../core/store/file-lock.ts';
import { prepareDataDir } from './host/data-dir.ts';
import { removeServiceFile, type ServiceInfo } from './service-file.ts';
import { addressOf, findService, takeServiceLock } from './service-lookup.ts';

export type Client = ContractRouterClient<Contract>;

export interface CliConnection {
  client: Client;
  /** True when no service runs and the core lives in this process. */
  alone: boolean;
  /**
   * Lets the due work of one rule begin. A service does that by itself; alone it is begun by commands
   * that wait for it, and nothing else is: whoever runs one rule has not asked for the others.
   */
  start(ruleId: string): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  dataDir: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
}

/** How long another command may hold the data folder before this one gives up, in milliseconds. */
const patience = 15_000;

/** Longest wait for an answer, in milliseconds. Reading a large file and deciding about it takes its time. */
const callTimeout = 30_000;
const longCallTimeout = 600_000;
const longCalls = new Set(['rules.apply', 'rules.run', 'rules.dryRun', 'doctor']);

/** The data folder to oneself, or the service that has it. */
export type Reached = { lock: FileLock } | { service: ServiceInfo };

/**
 * @throws RulepostError `data-folder-busy` when another command keeps the folder to itself,
 *   `data-folder-unwritable`, and whatever opening a core throws
 */
export async function connectCli(options: ConnectOptions): Promise<CliConnection> {
  const reached = await reachFolder(options);
  return 'lock' in reached ? openAlone(options, reached.lock) : connectBeside(reached.service);
}

/** @throws RulepostError `data-folder-busy`, `data-folder-unwritable` */
export async function reachFolder(options: Omit<ConnectOptions, 'env'>): Promise<Reached> {
  prepareDataDir(options.dataDir);
  const deadline = Date.now() + patience;
  for (;;) {
    // The lock decides: while it is held a service file is true, when it is free the file is old.
    const lock = await takeServiceLock(options.dataDir);
    if (lock !== null) return { lock };
    const service = await findService(options.dataDir);
    if (service !== null) return { service };
    if (Date.now() > deadline) {
      throw new RulepostError('data-folder-busy', { folder: options.dataDir });
    }
    await pause(200, undefined, { signal: options.signal });
  }
}

/** Speaks to a running service. */
export function connectBeside(info: ServiceInfo): CliConnection {
  const link = new RPCLink({
    url: `${addressOf(info)}/rpc`,
    headers: { authorization: `Bearer ${info.key}` },
    fetch: async (request, init, options, path) => {
      const ms = timeoutOf(path.join('.'));
      // The caller's own signal, not the request's: that one no longer fires once the request has
      // been garbage-collected, and a stream outlives its request.
      const signals = [options.signal, ms === null ? undefined : AbortSignal.timeout(ms)];
      const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
      try {
        return await fetch(request, { ...init, signal });
      } catch (error) {
        if (options.signal?.aborted) throw error;
        throw new RulepostError('service-unreachable', { pid: String(info.pid) }, { cause: error });
      }
    },
  });
  return {
    client: createORPCClient<Client>(link),
    alone: false,
    start: async () => {},
    close: async () => {},
  };
}

function timeoutOf(call: string): number | null {
  if (call === 'changes') return null;
  return longCalls.has(call) ? longCallTimeout : callTimeout;
}

async function openAlone(options: ConnectOptions, lock: FileLock): Promise<CliConnection> {
  try {
    await removeServiceFile(options.dataDir);
    const [{ openCore }, { createRouterClient }] = await Promise.all([
      import('./open-core.ts'),
      import('@orpc/server'),
    ]);
    const opened = await openCore({ ...options, show: () => {} });
    const client: Client = createRouterClient(opened.core.router);
    return {
      client,
      alone: true,
      start: (ruleId) => opened.core.start({ ruleId }),
      async close() {
        await opened.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
