import { randomBytes } from 'node:crypto';

/** @returns an id never used before; it also names the run's list and campaign in the account */
export function newRunId(ruleId: string, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  return `${ruleId}-${day}-${randomBytes(4).toString('hex')}`;
}
