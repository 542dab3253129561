/** Whether a service runs for a data folder: who holds its lock, and where it listens. */
import { join } from 'node:path';
import { acquireFileLock, type FileLock } from '../core/store/file-lock.ts';
import { createSystemClock } from './host/clock.ts';
import { readServiceFile, type ServiceInfo } from './service-file.ts';

/** @returns the one lock of a data folder that a service or a lone command holds, or null when taken. */
export function takeServiceLock(dataDir: string): Promise<FileLock | null> {
  const clock = createSystemClock();
  return acquireFileLock(join(dataDir, 'service.lock'), { clock, wait: false });
}

/** @returns the running service of the folder, or null when none answers. */
export async function findService(dataDir: string): Promise<ServiceInfo | null> {
  const info = await readServiceFile(dataDir);
  if (info === null) return null;
  try {
    const answer = await fetch(`${addressOf(info)}/healthz`, {
      signal: AbortSignal.timeout(5_000),
    });
    await answer.body?.cancel();
    return answer.ok ? info : null;
  } catch {
    return null;
  }
}

export function addressOf(info: Pick<ServiceInfo, 'port'>): string {
  return `http://127.0.0.1:${info.port}`;
}
