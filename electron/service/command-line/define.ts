/** How a command is put on the command line: its common options, its help, and its run. */
import { type Command as Commander, InvalidArgumentError } from 'commander';
import type { Command } from '../command.ts';

export interface CommonOptions {
  dataDir?: string;
  json?: boolean;
  practice?: boolean;
}

/** @param example shown at the end of the command's help */
export function define(
  parent: Commander,
  usage: string,
  description: string,
  example: string,
): Commander {
  return parent
    .command(usage)
    .description(description)
    .option('--json', 'answer with one JSON document')
    .option('--data-dir <folder>', 'data folder (or RULEPOST_DATA_DIR)')
    .option('--practice', 'use the practice account and its own data folder: nobody is mailed')
    .addHelpText('after', `\nExample:\n  ${example}`);
}

/** Runs a command with its context; its exit code ends up in `process.exitCode`. */
export async function run(options: CommonOptions, command: Command): Promise<void> {
  const { runCommand } = await import('../run-command.ts');
  await runCommand(options, command);
}

/** Reads a port from an option. */
export function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 (any free one) to 65535.');
}

/** Reads how many entries to show. */
export function readLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 500) return limit;
  throw new InvalidArgumentError('A number from 1 to 500.');
}

/** Gathers an option that may be given more than once. */
export function collect(text: string, before: string[]): string[] {
  return [...before, text];
}
