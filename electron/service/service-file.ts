/**
 * `service.json` in the data folder: where the running service listens and the key the command line
 * shows it. Readable by its owner only; there while the service listens.
 */
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ServiceInfo {
  pid: number;
  port: number;
  /** Epoch milliseconds. */
  startedAt: number;
  key: string;
}

/** @returns a new key of 256 random bits. */
export function newServiceKey(): string {
  return randomBytes(32).toString('base64url');
}

/** @returns what a running service has written, or null when there is none (or half of one). */
export async function readServiceFile(dataDir: string): Promise<ServiceInfo | null> {
  const { z } = await import('zod');
  const schema = z.object({
    pid: z.number().int(),
    port: z.number().int(),
    startedAt: z.number(),
    key: z.string(),
  });
  try {
    return schema.parse(JSON.parse(await readFile(pathIn(dataDir), 'utf8')));
  } catch {
    // Missing, half written or foreign all mean the same: there is no service to speak to.
    return null;
  }
}

/** Writes the file anew, so that one left over from a crash passes none of its rights on. */
export async function writeServiceFile(dataDir: string, info: ServiceInfo): Promise<void> {
  await removeServiceFile(dataDir);
  await writeFile(pathIn(dataDir), JSON.stringify(info), { mode: 0o600, flag: 'wx' });
}

export async function removeServiceFile(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'service.json');
}
