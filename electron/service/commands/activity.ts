/** `rulepost activity`: what happened, newest last; `--follow` goes on as it happens. */
import type { ActivityEntry } from '../../../shared/contract/schemas.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { followActivity } from '../follow-activity.ts';
import { dim, mark, moment } from '../words.ts';

export interface ActivityOptions {
  follow: boolean;
  rule: string | undefined;
  limit: number;
}

export async function activityCommand(
  context: CommandContext,
  options: ActivityOptions,
): Promise<number> {
  const { output } = context;
  const { rule: ruleId, limit } = options;
  const show = (entry: ActivityEntry) => {
    for (const line of entryLines(entry)) output.line(line);
  };
  if (options.follow) {
    await followActivity(context, { ruleId, limit }, (entry) => {
      output.document(entry);
      show(entry);
    });
    return exitCodes.done;
  }
  return withConnection(context, async ({ client }) => {
    const entries = (await client.activity.page({ ruleId, limit })).reverse();
    output.document(entries);
    entries.forEach(show);
    if (entries.length === 0) output.line('Nothing has happened yet.');
    return exitCodes.done;
  });
}

function entryLines(entry: ActivityEntry): string[] {
  const lines = [`${dim(moment(entry.at))}  ${mark(entry.level)} ${entry.words}`];
  const wantsLook = entry.level === 'warning' || entry.level === 'error';
  if (entry.advice !== null) lines.push(`${' '.repeat(20)}${entry.advice}`);
  // What a person decides about a run, they decide by its name.
  if (wantsLook && entry.runId !== null) lines.push(dim(`${' '.repeat(20)}Run: ${entry.runId}`));
  return lines;
}
