/** A dry run in words: who would be mailed what, who would not and why, and the price. */
import type { DryRun } from '../../shared/contract/schemas.ts';
import { bold, count, dim, mark, rowName, short, table } from './words.ts';

export function dryRunLines(dryRun: DryRun): string[] {
  const matches = dryRun.matches.length + dryRun.moreMatches;
  const excluded = dryRun.excluded.length + dryRun.moreExcluded;
  const { unusable } = dryRun;
  const counts = [
    `${amount(matches)} would be mailed`,
    `${amount(excluded)} left out`,
    `${amount(dryRun.notMatching)} not matching`,
    `${amount(dryRun.rowsAlreadySeen)} seen before`,
  ];
  const lines = [
    `Dry run of ${bold(dryRun.ruleId)}: nothing is sent and nothing is remembered.`,
    '',
    `${count(dryRun.rowsRead, 'row')} read: ${counts.join(', ')}.`,
  ];
  if (dryRun.note !== null) lines.push(`${mark('warning')} ${dryRun.note}`);
  if (matches > 0) {
    const rows = dryRun.matches.map(({ row, address, subject }) => ({
      row,
      cells: [address, short(subject, 60)],
    }));
    lines.push('', bold('Would be mailed'), ...rowLines(rows), ...moreLine(dryRun.moreMatches));
  }
  if (excluded > 0) {
    const rows = dryRun.excluded.map(({ row, address, reason }) => ({
      row,
      cells: [address || '-', reason.what],
    }));
    lines.push(
      '',
      bold('Would not be mailed'),
      ...rowLines(rows),
      ...moreLine(dryRun.moreExcluded),
    );
  }
  if (unusable.count > 0) {
    lines.push('', bold(`Could not be used: ${count(unusable.count, 'row')}`));
    if (unusable.first !== null) {
      lines.push(`  ${unusable.first.what}`, `  ${unusable.first.advice}`);
    }
  }
  const { least, most } = dryRun.calls;
  const price =
    least === most ? count(least, 'call') : `${amount(least)} to ${count(most, 'call')}`;
  lines.push('', `Price: ${price} to Constant Contact in ${count(dryRun.runs, 'run')}.`);
  return lines;
}

/** The key of each row in front, where the rows have one. */
function rowLines(rows: readonly { row: string; cells: string[] }[]): string[] {
  const named = rows.map(({ row, cells }) => ({ name: rowName(row), cells }));
  const hasNames = named.some(({ name }) => name !== '');
  const cells = named.map(({ name, cells }) => (hasNames ? [name || '-', ...cells] : cells));
  return table(cells).map((line) => `  ${line}`);
}

function moreLine(more: number): string[] {
  return more > 0 ? [dim(`  and ${amount(more)} more`)] : [];
}

function amount(number: number): string {
  return number.toLocaleString('en-US');
}
