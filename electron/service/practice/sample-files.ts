/** The sample rule and orders in the practice folder: written when missing, never over a person's changes. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countExtraOrders, sampleOrders } from '../practice-sample/orders.ts';
import { sampleRule } from '../practice-sample/rule.ts';

export interface SampleFiles {
  ruleFile: string;
  ordersFile: string;
}

/** Writes the files that are not there. */
export async function writeSampleFiles(folder: string): Promise<SampleFiles> {
  const files = { ruleFile: join(folder, 'thank-you.yml'), ordersFile: join(folder, 'orders.csv') };
  if (!existsSync(files.ruleFile)) await writeFile(files.ruleFile, sampleRule);
  if (!existsSync(files.ordersFile)) await writeFile(files.ordersFile, sampleOrders(0));
  return files;
}

/**
 * Adds one order of a new person, so that there is something to send again.
 * @returns false when a person has edited the file; it is left as it is then
 */
export async function addSampleOrder({ ordersFile }: SampleFiles): Promise<boolean> {
  const extra = countExtraOrders(await readFile(ordersFile, 'utf8'));
  if (extra === null) return false;
  await writeFile(ordersFile, sampleOrders(extra + 1));
  return true;
}
