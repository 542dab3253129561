/** rule apply, list, show, enable, disable, remove; run */
import type { Command } from 'commander';
import { type CommonOptions, define, run } from './define.ts';

export function addRuleCommands(program: Command): void {
  program.commandsGroup('Rules:');
  const rule = program.command('rule').description('rules: apply, list, show, switch, remove');

  define(
    rule,
    'apply <file>',
    'add or change a rule from its file',
    'rulepost rule apply thank-you.yml',
  ).action(async (file: string, flags: CommonOptions) => {
    const { applyRule } = await import('../commands/rules.ts');
    await run(flags, (context) => applyRule(context, file));
  });
  define(rule, 'list', 'show all rules', 'rulepost rule list').action(
    async (flags: CommonOptions) => {
      const { listRules } = await import('../commands/rules.ts');
      await run(flags, listRules);
    },
  );
  define(rule, 'show <rule>', 'show one rule', 'rulepost rule show thank-you').action(
    async (id: string, flags: CommonOptions) => {
      const { showRule } = await import('../commands/rules.ts');
      await run(flags, (context) => showRule(context, id));
    },
  );
  for (const to of ['enable', 'disable'] as const) {
    const words = to === 'enable' ? 'switch a rule on' : 'switch a rule off';
    define(rule, `${to} <rule>`, words, `rulepost rule ${to} thank-you`).action(
      async (id: string, flags: CommonOptions) => {
        const { switchRule } = await import('../commands/rules.ts');
        await run(flags, (context) => switchRule(context, id, to));
      },
    );
  }
  define(
    rule,
    'remove <rule>',
    'remove a rule; its history stays',
    'rulepost rule remove thank-you',
  ).action(async (id: string, flags: CommonOptions) => {
    const { removeRule } = await import('../commands/rules.ts');
    await run(flags, (context) => removeRule(context, id));
  });

  define(
    program,
    'run <rule>',
    'send what is due now and wait for it',
    'rulepost run thank-you --dry-run',
  )
    .option('--dry-run', 'only show who would be mailed what')
    .action(async (id: string, flags: CommonOptions & { dryRun?: boolean }) => {
      const { runCommand } = await import('../commands/run.ts');
      await run(flags, (context) => runCommand(context, id, { dryRun: flags.dryRun === true }));
    });
}
