/** `rulepost activity`: what happened, newest last; `--follow` goes on as it happens. */
import type { ActivityEntry } from '../../../shared/contract/schemas.ts';
import type { Client } from '../client.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { changesOf } from '../watch.ts';
import { dim, mark, moment } from '../words.ts';

export interface ActivityOptions {
  follow: boolean;
  rule: string | undefined;
  limit: number;
}

export function activityCommand(
  context: CommandContext,
  options: ActivityOptions,
): Promise<number> {
  const { output, signal } = context;
  const { follow, rule: ruleId, limit } = options;
  return withConnection(context, async (connection) => {
    const { client } = connection;
    const entries = (await client.activity.page({ ruleId, limit })).reverse();
    const show = (entry: ActivityEntry) => {
      for (const line of entryLines(entry)) output.line(line);
    };
    entries.forEach(show);
    if (!follow) {
      output.document(entries);
      if (entries.length === 0) output.line('Nothing has happened yet.');
      return exitCodes.done;
    }

    for (const entry of entries) output.document(entry);
    await connection.start();
    let last = entries.at(-1)?.id ?? 0;
    for await (const _ of changesOf(client, ['activity'], signal)) {
      for await (const entry of newer(client, last, ruleId)) {
        last = entry.id;
        output.document(entry);
        show(entry);
      }
    }
    return exitCodes.done;
  });
}

async function* newer(client: Client, after: number, ruleId: string | undefined) {
  const limit = 100;
  for (let last = after; ; ) {
    const page = await client.activity.page({ after: last, ruleId, limit });
    yield* page;
    if (page.length < limit) return;
    last = page.at(-1)?.id ?? last;
  }
}

function entryLines(entry: ActivityEntry): string[] {
  const lines = [`${dim(moment(entry.at))}  ${mark(entry.level)} ${entry.words}`];
  if (entry.advice !== null) lines.push(`${' '.repeat(20)}${entry.advice}`);
  return lines;
}
