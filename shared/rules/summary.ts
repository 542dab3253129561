/** A rule in one plain sentence. */
import { type Condition, operators, type Rule } from './schema.ts';

/**
 * @returns e.g. `When a new row appears in orders.csv whose total is more than 50, mail the address
 * in its email column once per row with "Thank you, {{ first_name }}"; more than 500 people at once
 * wait for approval.`
 */
export function summarise(rule: Rule): string {
  return `When ${whenWords(rule)}, mail ${whoWords(rule)} ${whatWords(rule)}${alsoWords(rule)}.`;
}

/** @returns what a rule waits for, e.g. `when a new row appears in orders.csv` */
export function summariseTrigger(rule: Pick<Rule, 'when'>): string {
  return `when a new row appears in ${baseName(rule.when.file)}`;
}

function whenWords({ when, who }: Rule): string {
  const key = when.key === undefined ? '' : ` (told apart by its ${when.key})`;
  const conditions = who.conditions.map((condition) => `whose ${conditionWords(condition)}`);
  const where = conditions.length > 0 ? ` ${conditions.join(' and ')}` : '';
  return `a new row appears in ${baseName(when.file)}${key}${where}`;
}

/** @returns e.g. `country is one of "US", "CA" or "MX"` */
export function conditionWords(condition: Condition): string {
  const { field, operator } = condition;
  const words = `${field} ${operators[operator]}`;
  if (!('value' in condition)) return words;
  const { value } = condition;
  return `${words} ${Array.isArray(value) ? listValues(value) : valueWords(value)}`;
}

function whoWords({ who }: Rule): string {
  return who.oncePer === 'row'
    ? `the address in its ${who.recipient} column once per row`
    : `each address in its ${who.recipient} column only once, ever,`;
}

function whatWords({ what, kind }: Rule): string {
  const sender = what.fromName ?? what.fromEmail;
  const from = sender === undefined ? '' : ` from ${sender}`;
  return `with "${what.subject}"${from}${kind === 'service' ? ' as a service message' : ''}`;
}

function alsoWords({ when, safeguards }: Rule): string {
  const existing =
    when.existingRows === 'send'
      ? '; rows already in the file when it is switched on count too'
      : '';
  return `${existing}; ${approvalWords(safeguards.approveAbove)}`;
}

function approvalWords(limit: number): string {
  if (limit === 0) return 'every run waits for approval';
  if (limit === 1) return 'more than 1 person at once waits for approval';
  return `more than ${limit.toLocaleString('en-US')} people at once wait for approval`;
}

type Scalar = string | number | boolean;

function valueWords(value: Scalar): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

const MOST_LISTED = 5;

function listValues(values: readonly Scalar[]): string {
  const shown = values.slice(0, MOST_LISTED).map(valueWords);
  const more = values.length - shown.length;
  if (more > 0) return `${shown.join(', ')} or ${more} more`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} or ${last}` : last;
}

function baseName(path: string): string {
  return path.split(/[\\/]/).pop() || path;
}
