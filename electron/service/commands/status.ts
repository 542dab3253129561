/** `rulepost status`: the one answer to "is everything fine?". */
import type { ConnectionStatus, Status } from '../../../shared/contract/schemas.ts';
import type { Client } from '../client.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { isPracticeDir } from '../host/data-dir.ts';
import { bold, count, mark, moment, table } from '../words.ts';

export function statusCommand(context: CommandContext): Promise<number> {
  const { output } = context;
  return withConnection(context, async ({ client, alone }) => {
    const found = await client.status();
    const status = alone ? notRunning(found) : found;
    output.document({ ...status, running: !alone });
    for (const line of statusLines(status, alone)) output.line(line);
    if (!output.json) for (const line of await undecidedLines(client)) output.line(line);
    return exitCodes.done;
  });
}

/**
 * What the data folder says about a program that does not run. What wants a person anyway (setting
 * up, something that failed) stays; everything else is not so while nobody is at it.
 */
export function notRunning(status: Status): Status {
  const { overall, rules, runs } = status;
  if (overall.level === 'setup' || overall.level === 'attention') return status;
  if (rules.enabled === 0 && runs.active === 0) {
    const sentence =
      rules.total === 0
        ? 'Rulepost is not running. There are no rules yet.'
        : 'Rulepost is not running. Every rule is switched off.';
    return { ...status, overall: { level: overall.level, sentence } };
  }
  const waiting =
    rules.enabled === 0
      ? 'What is to be sent waits.'
      : `${count(rules.enabled, 'rule is', 'rules are')} switched on.`;
  const sentence = `Rulepost is not running, so nothing is sent. ${waiting}`;
  return { ...status, overall: { level: 'attention', sentence } };
}

/** The runs a person has to decide about, each with its command. */
async function undecidedLines(client: Client): Promise<string[]> {
  const open = await client.runs.list({ open: true });
  const undecided = open.filter(({ state }) => state === 'held' || state === 'failed');
  return undecided.flatMap(({ id, ruleName, state, recipients, problem }) => {
    const people = count(recipients, 'person', 'people');
    return state === 'held'
      ? [
          '',
          `${mark('warning')} ${ruleName}: ${people}, held for approval.`,
          `  rulepost approve ${id}`,
        ]
      : [
          '',
          `${mark('error')} ${ruleName}: ${problem?.what ?? 'failed.'}`,
          `  rulepost retry ${id}`,
        ];
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
  const serve = isPracticeDir(status.dataDir) ? 'rulepost serve --practice' : 'rulepost serve';
  const running = alone ? `not running; start it with "${serve}"` : 'running';
  const mode = status.mode === 'practice' ? ' (practice account: nobody is mailed)' : '';
  const calls = `${quota.usedToday.toLocaleString('en-US')} of ${quota.perDay.toLocaleString('en-US')} to Constant Contact`;
  const parked = quota.parkedUntil === null ? '' : `; work goes on at ${moment(quota.parkedUntil)}`;
  const rows = [
    ['Rulepost', `${status.version}, ${running}${mode}`],
    ['Connection', connectionWords(connection)],
    ...(connection.account ? [['Signed in as', connection.account.signedInAs]] : []),
    ['Protection', connection.protection.words],
    ['Calls today', calls + parked],
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
