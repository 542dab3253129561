/** approve, discard, retry, activity */
import type { Command } from 'commander';
import { type CommonOptions, define, readLimit, run } from './define.ts';

interface ActivityFlags extends CommonOptions {
  follow?: boolean;
  rule?: string;
  limit?: number;
}

const decisions = [
  { name: 'approve', words: 'let a held run go and wait for it' },
  { name: 'discard', words: 'drop a held or failed run; nobody is mailed' },
  { name: 'retry', words: 'go on with a failed run from the step that failed' },
] as const;

export function addRunCommands(program: Command): void {
  program.commandsGroup('Runs:');
  for (const { name, words } of decisions) {
    const command = define(program, `${name} <run>`, words, `rulepost ${name} RUN`);
    if (name !== 'discard') command.option('--no-wait', 'do not wait for its end');
    command.action(async (id: string, flags: CommonOptions & { wait?: boolean }) => {
      const { decideCommand } = await import('../commands/run.ts');
      await run(flags, (context) =>
        decideCommand(context, id, name, { wait: flags.wait !== false }),
      );
    });
  }

  define(program, 'activity', 'what happened, the newest last', 'rulepost activity --follow')
    .option('--follow', 'go on as things happen (with --json: one JSON document a line)')
    .option('--rule <rule>', 'only of this rule')
    .option('--limit <number>', 'how many entries to begin with (default: 50)', readLimit)
    .action(async (flags: ActivityFlags) => {
      const { activityCommand } = await import('../commands/activity.ts');
      await run(flags, (context) =>
        activityCommand(context, {
          follow: flags.follow === true,
          rule: flags.rule,
          limit: flags.limit ?? 50,
        }),
      );
    });
}
