/**
 * `npm run bench`: runs every measurement of this folder, or the ones named, and prints its figures.
 * A measurement is a module that exports a function named bench..., which resolves to rows of
 * figures. Ratios compare two things in the same run, so they mean the same on any machine.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const rowsSchema = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])));

const there = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !there.includes(name));

if (unknown.length > 0) {
  console.error(
    `There is no measurement "${unknown.join('", "')}". There are: ${there.join(', ')}`,
  );
  process.exitCode = 2;
} else {
  for (const name of asked.length > 0 ? asked : there) {
    const measure = await findMeasurement(name);
    if (measure === null) continue;
    console.log(`\n${name}`);
    console.table(rowsSchema.parse(await measure()));
  }
}

/** @returns null for a module that only helps others */
async function findMeasurement(name: string): Promise<(() => unknown) | null> {
  const module: Record<string, unknown> = await import(
    pathToFileURL(join(import.meta.dirname, `${name}.ts`)).href
  );
  for (const [exported, value] of Object.entries(module)) {
    if (exported.startsWith('bench') && typeof value === 'function') return () => value();
  }
  return null;
}
