/** The sample of the practice account, for a command line of the tests. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleOrders } from '../../../electron/service/practice-sample/orders.ts';
import { sampleRule } from '../../../electron/service/practice-sample/rule.ts';
import type { Cli } from './cli.ts';

/** Writes the sample rule and its orders. @returns the rule's file */
export async function sample(cli: Cli): Promise<string> {
  const file = join(cli.folder, 'thank-you.yml');
  await writeFile(file, sampleRule);
  await writeFile(join(cli.folder, 'orders.csv'), sampleOrders(0));
  return file;
}
