#!/usr/bin/env node
/**
 * Entry of the service and the command line.
 *
 * Whatever is written, wherever it is written from, is for its owner only: the database holds the
 * addresses of customers.
 *
 * Compiled code is kept between starts in the person's own cache folder (the default, the shared
 * temporary folder, would let other people of the machine put code there). What follows is imported
 * only afterwards, so that it profits.
 */
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

process.umask(0o077);
// `rulepost --help | head` closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
enableCompileCache(
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rulepost', 'compiled'),
);
const { runCommandLine } = await import('./command-line/program.ts');
await runCommandLine(process.argv.slice(2));
