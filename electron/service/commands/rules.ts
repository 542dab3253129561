/** `rulepost rule ...`: rule files applied, shown and switched. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { RuleView, RunState } from '../../../shared/contract/schemas.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { bold, count, mark, megabytes, moment, short, table, wrap } from '../words.ts';

/** @param path rule file; relative paths in it start at its folder */
export async function applyRule(context: CommandContext, path: string): Promise<number> {
  const { output } = context;
  const file = resolve(path);
  const text = await readRuleFile(file);
  return withConnection(context, async ({ client }) => {
    const applied = await client.rules.apply({ text, file, folder: dirname(file) });
    output.document(applied);
    const { rule, created, changed } = applied;
    const what = created
      ? 'is new'
      : changed
        ? `is changed (version ${rule.version})`
        : 'is unchanged';
    output.line(`${mark('good')} The rule ${bold(rule.id)} ${what}.`);
    for (const line of wrap(rule.sentence)) output.line(`  ${line}`);
    showProblem(context, rule);
    if (!rule.enabled) {
      output.line('');
      output.line('  It is switched off.');
      output.line(`  Try it:        rulepost run ${rule.id} --dry-run`);
      output.line(`  Switch it on:  rulepost rule enable ${rule.id}`);
    }
    return exitCodes.done;
  });
}

export function listRules(context: CommandContext): Promise<number> {
  const { output } = context;
  return withConnection(context, async ({ client }) => {
    const rules = await client.rules.list();
    output.document(rules);
    if (rules.length === 0) output.line('No rules yet. Add one with "rulepost rule apply FILE".');
    const rows = rules.map((rule) => [
      rule.id,
      rule.enabled ? 'on' : 'off',
      rule.problem ? 'needs a look' : rule.enabled ? short(rule.next, 50) : '-',
      lastRunWords(rule),
    ]);
    if (rows.length > 0) {
      const [head, ...rest] = table([['RULE', 'SWITCHED', 'NEXT', 'LAST RUN'], ...rows]);
      output.line(bold(head ?? ''));
      for (const line of rest) output.line(line);
    }
    return exitCodes.done;
  });
}

export function showRule(context: CommandContext, id: string): Promise<number> {
  const { output } = context;
  return withConnection(context, async ({ client }) => {
    const rule = await client.rules.get({ id });
    output.document(rule);
    output.line(`${bold(rule.name)} (${rule.id}, version ${rule.version})`);
    for (const line of wrap(rule.sentence)) output.line(line);
    output.line('');
    const rows = [
      ['Switched', rule.enabled ? 'on' : 'off'],
      ...(rule.enabled ? [['Next', rule.next]] : []),
      ['Waiting', count(rule.waitingRows, 'row')],
      ['Last run', lastRunWords(rule)],
      ['Subject', rule.definition.what.subject],
      ['Changed', moment(rule.updatedAt)],
    ];
    for (const line of table(rows)) output.line(`  ${line}`);
    showProblem(context, rule);
    return exitCodes.done;
  });
}

export function switchRule(
  context: CommandContext,
  id: string,
  to: 'enable' | 'disable',
): Promise<number> {
  const { output } = context;
  return withConnection(context, async ({ client }) => {
    const rule = await client.rules[to]({ id });
    output.document(rule);
    output.line(
      `${mark('good')} The rule ${bold(rule.id)} is switched ${rule.enabled ? 'on' : 'off'}.`,
    );
    if (rule.enabled) output.line(`  Next: ${rule.next}`);
    showProblem(context, rule);
    return exitCodes.done;
  });
}

export function removeRule(context: CommandContext, id: string): Promise<number> {
  const { output } = context;
  return withConnection(context, async ({ client }) => {
    await client.rules.remove({ id });
    output.document({ removed: id });
    output.line(`${mark('good')} The rule ${bold(id)} is removed.`);
    return exitCodes.done;
  });
}

/** Longest rule file, in bytes: what the calls take (shared/contract). */
const longestRuleFile = 2_000_000;

async function readRuleFile(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > longestRuleFile) {
      const sizes = { size: megabytes(size), limit: megabytes(longestRuleFile) };
      throw new RulepostError('rule-file-too-long', { file, ...sizes });
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof RulepostError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const reasons: Record<string, string> = {
      ENOENT: 'it does not exist',
      EISDIR: 'it is a folder',
      EACCES: 'permission denied',
    };
    const reason = reasons[code ?? ''] ?? String(code);
    throw new RulepostError('file-unreadable', { file, reason }, { cause: error });
  }
}

const stateWords: Readonly<Record<RunState, string>> = {
  held: 'waits for approval',
  queued: 'waits for its turn',
  running: 'at work',
  waiting: 'waits',
  failed: 'failed',
  done: 'done',
  discarded: 'discarded',
};

function lastRunWords({ lastRun }: RuleView): string {
  if (lastRun === null) return 'never';
  const mailed = `${count(lastRun.sent, 'person', 'people')} mailed`;
  return `${moment(lastRun.at)}  ${stateWords[lastRun.state]}, ${mailed}`;
}

function showProblem({ output }: CommandContext, rule: RuleView): void {
  if (rule.problem === null) return;
  output.line('');
  output.line(`${mark('warning')} ${rule.problem.what}`);
  output.line(`  ${rule.problem.advice}`);
}
