/** The end of a practice job, as a table for a person. */
import type { RunDetail } from '../../../shared/contract/schemas.ts';
import { runLines } from '../follow-run.ts';
import { bold, count, rowName, short, table } from '../words.ts';
import type { JobResult } from './job.ts';

/** Rows shown of each kind. */
const shown = 20;

export function jobLines(result: JobResult, runs: readonly RunDetail[]): string[] {
  const { mailed, notMailed, notMatching, seenBefore } = result;
  const lines = [''];
  if (mailed.length > 0) {
    lines.push(bold('Mailed'));
    lines.push(...rows(mailed.map((mail) => [mail.address, short(mail.subject, 60)])), '');
  }
  if (notMailed.length + notMatching + seenBefore > 0) {
    lines.push(bold('Not mailed'));
    lines.push(
      ...rows(notMailed.map((one) => [one.address || rowName(one.row) || '-', one.reason])),
    );
    if (notMatching > 0) {
      const verb = notMatching === 1 ? 'does' : 'do';
      lines.push(`  ${count(notMatching, 'row')} ${verb} not match the rule's conditions`);
    }
    if (seenBefore > 0) lines.push(`  ${count(seenBefore, 'row')} taken in an earlier start`);
    lines.push('');
  }
  const unfinished = runs.filter((run) => run.state !== 'done');
  for (const run of unfinished) lines.push(...runLines(run, false));
  if (runs.length === 0) lines.push('There was nothing new to send.');
  return lines;
}

function rows(cells: string[][]): string[] {
  const lines = table(cells.slice(0, shown)).map((line) => `  ${line}`);
  if (cells.length > shown) lines.push(`  and ${cells.length - shown} more`);
  return lines;
}
