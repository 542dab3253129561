/** `rulepost status`: the one answer to "is everything fine?". */
import type { ConnectionStatus, Status } from '../../../shared/contract/schemas.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { bold, count, mark, moment, table } from '../words.ts';

export function statusCommand(context: CommandContext): Promise<number> {
  const { output } = context;
  return withConnection(context, async ({ client, alone }) => {
    const status = await client.status();
    output.document({ ...status, running: !alone });
    for (const line of statusLines(status, alone)) output.line(line);
    return exitCodes.done;
  });
}

const marks = {
  fine: 'good',
  working: 'info',
  setup: 'info',
  attention: 'warning',
  offline: 'warning',
} as const;

function statusLines(status: Status, alone: boolean): string[] {
  const { connection, quota, rules, runs } = status;
  const running = alone ? 'not running; this command looked by itself' : 'running';
  const mode = status.mode === 'practice' ? ' (practice account: nobody is mailed)' : '';
  const calls = `${quota.usedToday.toLocaleString('en-US')} of ${count(quota.perDay, 'call')} used today`;
  const parked = quota.parkedUntil === null ? '' : `; work goes on at ${moment(quota.parkedUntil)}`;
  const rows = [
    ['Rulepost', `${status.version}, ${running}${mode}`],
    ['Connection', connectionWords(connection)],
    ...(connection.account ? [['Signed in as', connection.account.signedInAs]] : []),
    ['Protection', connection.protection.words],
    ['Quota', calls + parked],
    ['Rules', rules.total === 0 ? 'none yet' : `${rules.enabled} of ${rules.total} switched on`],
    ['Runs', `${runs.active} at work, ${runs.held} held for approval, ${runs.failed} failed`],
    ['Data folder', status.dataDir],
  ];
  const lines = [`${mark(marks[status.overall.level])} ${bold(status.overall.sentence)}`, ''];
  lines.push(...table(rows).map((line) => `  ${line}`));
  const problems = [...(connection.problem ? [connection.problem] : []), ...connection.missing];
  for (const problem of problems) {
    lines.push('', `${mark('warning')} ${problem.what}`, `  ${problem.advice}`);
  }
  return lines;
}

function connectionWords(connection: ConnectionStatus): string {
  const organisation = connection.account?.organisation ?? 'Constant Contact';
  switch (connection.state) {
    case 'connected':
    case 'refreshing':
      return `connected to ${organisation} since ${moment(connection.connectedAt)}`;
    case 'offline':
      return `connected to ${organisation}, which cannot be reached now`;
    case 'reconnect-needed':
      return `has ended; reconnect with "rulepost connect"`;
    case 'not-connected':
      return 'not connected yet; begin with "rulepost connect"';
  }
}
