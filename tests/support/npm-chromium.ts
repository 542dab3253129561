/**
 * Chromium from npm (@sparticuz/chromium), for machines that have no browser and may install none.
 *
 * The package unpacks into the shared temporary folder, where a broken-off or parallel unpacking
 * would be taken for a whole one. So it is done in a folder of our own, renamed when complete.
 */

import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });

/** Only Open Sans comes along; fonts of the machine, where there are any, come first. */
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** Brings the libraries (NSS) and fonts that a bare machine lacks. */
const starter = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
`;

/** @returns path of a program that starts Chromium; unpacks it on the first call (197 MB, 1.5 s) */
export async function npmChromium(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No browser found: install Chrome or Chromium, or name one in RULEPOST_CHROMIUM.',
    );
  }
  const modules = resolve(import.meta.dirname, '../../node_modules');
  const described = await readFile(join(modules, '@sparticuz/chromium/package.json'), 'utf8');
  const { version } = packageSchema.parse(JSON.parse(described));
  const cache = join(modules, '.cache');
  const folder = join(cache, `chromium-${version}`);
  const program = join(folder, 'start.sh');
  if (existsSync(program)) return program;

  await mkdir(cache, { recursive: true });
  const unpacking = await mkdtemp(`${folder}-`);
  await unpack(unpacking);
  await writeFile(join(unpacking, 'fonts', 'fonts.conf'), fontsConf);
  await writeFile(join(unpacking, 'start.sh'), starter);
  await chmod(join(unpacking, 'start.sh'), 0o755);
  try {
    await rename(unpacking, folder);
  } catch (error) {
    await rm(unpacking, { recursive: true, force: true });
    // Another process was faster: its copy is as good.
    if (!existsSync(program)) throw error;
  }
  return program;
}

/** Where to unpack, and that the libraries are wanted, can only be told by the environment. */
async function unpack(folder: string): Promise<void> {
  const before = { ...process.env };
  process.env.TMPDIR = folder;
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x';
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
  } finally {
    for (const name of ['TMPDIR', 'AWS_LAMBDA_JS_RUNTIME', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
