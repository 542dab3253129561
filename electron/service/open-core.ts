/** Puts host and core together, with the built-in practice account where one is wanted. */
import { join } from 'node:path';
import type { CoreConfig } from '../core/config.ts';
import { type Core, createCore } from '../core/core.ts';
import type { Notification, Ports } from '../core/ports.ts';
import { configFromEnv, practiceServerFromEnv } from './account.ts';
import { isPracticeDir } from './host/data-dir.ts';
import { createHost } from './host/host.ts';
import { version } from './version.ts';

export interface OpenCoreOptions {
  /** The data folder; exists. One marked as practice gets a practice account, never the real one. */
  dataDir: string;
  env: NodeJS.ProcessEnv;
  show(note: Notification): void;
}

export interface OpenedCore {
  core: Core;
  ports: Ports;
  config: CoreConfig;
  /** Stops the core at the end of the step at hand, then the practice account if there is one. */
  close(): Promise<void>;
}

/** The caller holds the data folder's lock. */
export async function openCore(options: OpenCoreOptions): Promise<OpenedCore> {
  const { dataDir, env } = options;
  const ports = await createHost(options);
  const practice = isPracticeDir(dataDir);
  const builtIn = practice && practiceServerFromEnv(env) === null;

  if (!builtIn) {
    const fromEnv = configFromEnv(env);
    const config: CoreConfig = {
      ...fromEnv,
      version,
      dataDir,
      mode: practice ? 'practice' : fromEnv.mode,
      clientId: fromEnv.clientId ?? (practice ? 'practice' : undefined),
    };
    const core = await createCore(ports, config);
    return { core, ports, config, close: () => core.stop() };
  }

  const { openPractice } = await import('./practice/account.ts');
  const opened = await openPractice({
    file: join(dataDir, 'practice.db'),
    port: 0,
    clock: ports.clock,
  });
  const config: CoreConfig = {
    version,
    dataDir,
    mode: 'practice',
    authUrl: opened.authUrl,
    apiUrl: opened.apiUrl,
    clientId: 'practice',
  };
  try {
    const core = await createCore(ports, config, { practice: opened.account });
    const close = async () => {
      await core.stop();
      await opened.close();
    };
    return { core, ports, config, close };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
