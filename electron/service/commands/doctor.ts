/** `rulepost doctor`: is everything in order on this machine and with the account? */
import { accessSync, constants } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Check } from '../../../shared/contract/schemas.ts';
import { type CliConnection, connectCli } from '../client.ts';
import type { CommandContext } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { defaultPort } from '../http/server.ts';
import { toCliProblem } from '../problems.ts';
import { findService } from '../service-lookup.ts';
import { mark } from '../words.ts';

/** Below this much free space, in bytes, the log and the database are at risk. */
const enoughSpace = 200 * 1024 * 1024;

export async function doctorCommand(context: CommandContext): Promise<number> {
  const { dataDir, output } = context;
  const checks = [checkNode(), checkFolder(dataDir), await checkSpace(dataDir)];
  checks.push(await checkPort(dataDir), ...(await checkCore(context)));
  output.document({ ok: checks.every((check) => check.ok), checks });
  const width = Math.max(...checks.map((check) => check.name.length));
  for (const check of checks) {
    output.line(`${mark(check.ok ? 'good' : 'error')} ${check.name.padEnd(width)}  ${check.words}`);
    if (check.advice !== null) output.line(`  ${' '.repeat(width)}  ${check.advice}`);
  }
  const failed = checks.filter((check) => !check.ok).length;
  output.line('');
  output.line(
    failed === 0
      ? 'Everything is in order.'
      : `${failed} of ${checks.length} ${failed === 1 ? 'needs' : 'need'} a look.`,
  );
  return failed === 0 ? exitCodes.done : exitCodes.failed;
}

function checkNode(): Check {
  const version = process.versions.node;
  const ok = Number(version.split('.')[0]) >= 24;
  return {
    name: 'Node.js',
    ok,
    words: `version ${version}`,
    advice: ok ? null : 'Rulepost needs version 24 or later.',
  };
}

function checkFolder(folder: string): Check {
  const check = { name: 'Data folder', words: folder };
  try {
    accessSync(folder, constants.R_OK | constants.W_OK);
    return { ...check, ok: true, advice: null };
  } catch (error) {
    // A folder that is not there yet is made on first use; opening the core tells whether that works.
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing) return { ...check, ok: true, words: `${folder} (not made yet)`, advice: null };
    return {
      ...check,
      ok: false,
      advice: 'Give Rulepost permission to write there, or use --data-dir.',
    };
  }
}

async function checkSpace(folder: string): Promise<Check> {
  const name = 'Free space';
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const ok = free >= enoughSpace;
    const words = `${(free / 1024 ** 3).toFixed(1)} GB free`;
    return { name, ok, words, advice: ok ? null : 'Free at least 200 MB on this disk.' };
  } catch {
    return { name, ok: true, words: 'not known until the data folder is there', advice: null };
  }
}

async function checkPort(dataDir: string): Promise<Check> {
  const name = 'Port';
  const service = await findService(dataDir);
  if (service !== null) {
    return { name, ok: true, words: `Rulepost is running on port ${service.port}`, advice: null };
  }
  const free = await isFree(defaultPort);
  const port = free
    ? `${defaultPort} is free for it`
    : `${defaultPort} is in use, so it takes the next free one`;
  return { name, ok: true, words: `Rulepost is not running; ${port}`, advice: null };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      probe.close(() => resolve(true));
    });
  });
}

/** The core's own checks; when it cannot even be opened, that is the finding. */
async function checkCore(context: CommandContext): Promise<Check[]> {
  let connection: CliConnection | undefined;
  try {
    connection = await connectCli(context);
    return await connection.client.doctor();
  } catch (error) {
    const problem = toCliProblem(error);
    return [{ name: 'Program', ok: false, words: problem.what, advice: problem.advice }];
  } finally {
    await connection?.close();
  }
}
