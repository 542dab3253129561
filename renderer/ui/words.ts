/** Small words and figures, the same on every screen. */
import type { DeliveryState, RunState, StepName } from '../../shared/contract/schemas.ts';

const numbers = new Intl.NumberFormat('en');

export function number(value: number): string {
  return numbers.format(value);
}

/** @returns e.g. "1 person", "1,240 people". */
export function count(value: number, one: string, many: string): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** @returns words that stand alone ("When a new row appears.") as they stand inside a line. */
export function inLine(words: string): string {
  return (words.charAt(0).toLowerCase() + words.slice(1)).replace(/\.$/, '');
}

/** @returns the row as a person knows it; nothing for a row that only its content tells apart. */
export function rowWords(row: string): string {
  return /^[0-9a-f]{32,}$/.test(row) ? '' : `row ${row}`;
}

export const people = (value: number) => count(value, 'person', 'people');

/** How things stand, each with its own colour and shape (status-icon.tsx). */
export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'idle';

export const runStateWords: Record<RunState, { words: string; tone: Tone }> = {
  held: { words: 'Waits for your approval', tone: 'warn' },
  queued: { words: 'In the queue', tone: 'busy' },
  running: { words: 'Running', tone: 'busy' },
  waiting: { words: 'Waiting', tone: 'busy' },
  failed: { words: 'Stopped', tone: 'bad' },
  done: { words: 'Done', tone: 'good' },
  discarded: { words: 'Discarded', tone: 'idle' },
};

export const deliveryStateWords: Record<DeliveryState, { words: string; tone: Tone }> = {
  planned: { words: 'Planned', tone: 'idle' },
  sent: { words: 'Sent', tone: 'good' },
  'not-sent': { words: 'Not sent', tone: 'bad' },
  excluded: { words: 'Left out', tone: 'idle' },
};

export const stepWords: Record<StepName, string> = {
  list: 'Make a list for the recipients',
  import: 'Hand over the recipients',
  poll: 'Wait until they are taken in',
  verify: 'Count the recipients again',
  campaign: 'Create the mail',
  audience: 'Address the mail to the list',
  schedule: 'Give the order to send',
  watch: 'Watch it being sent',
  'read-back': 'Read back who got it',
  'clean-up': 'Tidy up',
};
