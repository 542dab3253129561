/** The command line: which commands there are. Each is loaded only when it is called. */
import { Command, CommanderError } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { version } from '../version.ts';
import { addConnectionCommands } from './connection-commands.ts';
import { addRuleCommands } from './rule-commands.ts';
import { addRunCommands } from './run-commands.ts';
import { addServiceCommands } from './service-commands.ts';

const afterHelp = `
Every command takes --json (one JSON document) and --data-dir; see "rulepost COMMAND --help".

Exit codes:
  0  done
  1  failed
  2  wrong usage
  3  Rulepost must be connected (again) first
  4  held for approval

Secrets are never arguments: set RULEPOST_CLIENT_SECRET, or use "rulepost connect --with-secret".`;

/** Runs the command that `args` name, and leaves its exit code in `process.exitCode`. */
export async function runCommandLine(args: string[]): Promise<void> {
  try {
    await createProgram(args.includes('--json')).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  }
}

function createProgram(json: boolean): Command {
  const program = new Command('rulepost')
    .description('Sends rule-based e-mail through Constant Contact.')
    .version(version)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => reportWrongUsage(text, json, write) });
  addServiceCommands(program);
  addConnectionCommands(program);
  addRuleCommands(program);
  addRunCommands(program);
  return program.addHelpText('after', afterHelp);
}

function reportWrongUsage(text: string, json: boolean, write: (text: string) => void): void {
  const reason = text.replace(/^error: /, '').trim();
  const what = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
  const advice = 'See "rulepost --help" for the commands and their options.';
  if (json) {
    const error = { code: 'wrong-usage', what, advice };
    process.stdout.write(`${JSON.stringify({ error })}\n`);
  } else {
    write(`✗ ${what}\n  ${advice}\n`);
  }
}
