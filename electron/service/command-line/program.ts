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
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
    if (error.exitCode !== 0 && !error.code.startsWith('commander.help')) {
      reportWrongUsage(wrongUsageWords(error), args.includes('--json'));
    }
  }
}

function createProgram(): Command {
  const program = new Command('rulepost')
    .description('Sends rule-based e-mail through Constant Contact.')
    .version(version)
    .helpCommand(false)
    .exitOverride()
    // What is wrong is said at the end, in the form that was asked for.
    .configureOutput({ outputError: () => {} });
  addServiceCommands(program);
  addConnectionCommands(program);
  addRuleCommands(program);
  addRunCommands(program);
  return program.addHelpText('after', afterHelp);
}

/**
 * What was typed in the wrong place may be a secret, and output ends up in logs: neither what follows
 * a `=` nor a surplus argument is repeated.
 */
function wrongUsageWords({ code, message }: CommanderError): string {
  const reason = message.replace(/^error: /, '');
  const name = /^(unknown (?:option '(?:--|-)|command ')[^'=\s]*)/.exec(reason)?.[1];
  if (name !== undefined) {
    const isBundle = /'-[^-]/.test(name);
    const shown = isBundle ? name.replace(/('-.).*/, '$1') : name;
    const suggestion = /\n\((Did you mean [\w, -]+\?)\)$/.exec(reason)?.[1];
    return suggestion === undefined ? `${shown}'.` : `${shown}'. ${suggestion}`;
  }
  return code === 'commander.excessArguments' ? reason.replace(/: .*$/s, '.') : reason;
}

function reportWrongUsage(reason: string, json: boolean): void {
  const what = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
  const advice = 'See "rulepost --help" for the commands and their options.';
  if (json) {
    const error = { code: 'wrong-usage', what, advice };
    process.stdout.write(`${JSON.stringify({ error })}\n`);
  } else {
    process.stderr.write(`✗ ${what}\n  ${advice}\n`);
  }
}
