/**
 * One running service: the data folder's lock, the HTTP server, the core behind it, and their
 * orderly end. Only what listening needs is imported here: a browser that waits for the address (it
 * reloads a page of before) is answered before the core is loaded.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { RulepostError } from '../../shared/errors/problem.ts';
import type { Log, Notification } from '../core/ports.ts';
import type { FileLock } from '../core/store/file-lock.ts';
import { createSystemClock } from './host/clock.ts';
import { type HttpServer, type RpcHandler, startHttpServer } from './http/server.ts';
import { createSessions } from './http/session.ts';
import { createSessionFile } from './http/session-file.ts';
import { findPageDir } from './http/static.ts';
import type { OpenedCore } from './open-core.ts';
import { newServiceKey, removeServiceFile, writeServiceFile } from './service-file.ts';
import { addressOf, findService, takeServiceLock } from './service-lookup.ts';

export interface ServiceOptions {
  /** The data folder; exists. */
  dataDir: string;
  env: NodeJS.ProcessEnv;
  /** Port asked for, or null for the default one or the next free. */
  port: number | null;
  allowedHosts: readonly string[];
  show(note: Notification): void;
}

export interface Service {
  server: HttpServer;
  /** The core, once it is loaded and working. Rejects with what kept it from opening. */
  core: Promise<OpenedCore>;
  /** Finishes the step at hand, then gives everything back. */
  stop(): Promise<void>;
}

/** How long a first request may keep the core waiting, in milliseconds. */
const headStart = 20;
/** How long a command that holds the data folder may take before starting gives up, in milliseconds. */
const patience = 10_000;

/**
 * @throws RulepostError `already-running`, `data-folder-busy`, `port-in-use`, `data-folder-unwritable`
 */
export async function runService(options: ServiceOptions): Promise<Service> {
  const { dataDir } = options;
  const lock = await takeLock(dataDir);
  const log = createLateLog();
  const rpc = Promise.withResolvers<RpcHandler>();
  const key = newServiceKey();
  let server: HttpServer;
  try {
    server = await startHttpServer({
      port: options.port,
      sessions: createSessions({
        clock: createSystemClock(),
        file: createSessionFile(dataDir, log),
      }),
      key,
      pageDir: findPageDir(),
      allowedHosts: options.allowedHosts,
      rpc: rpc.promise,
      log,
    });
    await writeServiceFile(dataDir, {
      pid: process.pid,
      port: server.port,
      startedAt: Date.now(),
      key,
    });
  } catch (error) {
    lock.release();
    throw error;
  }

  const core = startCore(options, server, log, rpc);
  // Whoever uses the service looks at this promise; calls waiting for it end with the connection.
  core.catch(() => {});
  rpc.promise.catch(() => {});
  return {
    server,
    core,
    async stop() {
      await removeServiceFile(dataDir);
      await server.close();
      const opened = await core.catch(() => null);
      await opened?.close();
      lock.release();
    },
  };
}

async function startCore(
  options: ServiceOptions,
  server: HttpServer,
  log: LateLog,
  rpc: PromiseWithResolvers<RpcHandler>,
): Promise<OpenedCore> {
  try {
    // Loading takes the processor for a moment. Whoever waits for the address goes first.
    await Promise.race([server.answered, pause(headStart)]);
    const [{ openCore }, { createRpcHandler }] = await Promise.all([
      import('./open-core.ts'),
      import('./http/rpc.ts'),
    ]);
    const opened = await openCore(options);
    log.use(opened.ports.log);
    opened.ports.log.info({ address: server.address, mode: opened.config.mode }, 'service started');
    rpc.resolve(createRpcHandler(opened.core.router, opened.ports.log));
    await opened.core.start().catch(async (error: unknown) => {
      await opened.close();
      throw error;
    });
    return opened;
  } catch (error) {
    rpc.reject(error);
    throw error;
  }
}

async function takeLock(dataDir: string): Promise<FileLock> {
  const deadline = Date.now() + patience;
  for (;;) {
    const lock = await takeServiceLock(dataDir);
    if (lock !== null) return lock;
    const other = await findService(dataDir);
    if (other !== null) {
      throw new RulepostError('already-running', {
        pid: String(other.pid),
        address: addressOf(other),
      });
    }
    // A single command may hold it for a moment.
    if (Date.now() > deadline) throw new RulepostError('data-folder-busy', { folder: dataDir });
    await pause(200);
  }
}

interface LateLog extends Log {
  use(log: Log): void;
}

/** Keeps what is logged before the real log is loaded, and hands it over then. */
function createLateLog(): LateLog {
  const kept: ((log: Log) => void)[] = [];
  let real: Log | undefined;
  const write = (level: keyof Log) => (fields: object, message: string) => {
    const line = (log: Log) => log[level](fields, message);
    if (real === undefined) kept.push(line);
    else line(real);
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    use(log) {
      real = log;
      for (const line of kept.splice(0)) line(log);
    },
  };
}
