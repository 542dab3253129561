/** What a step of a run is: what it is given, what it may answer. */
import type { AccountProfile, StepName } from '../../../shared/contract/schemas.ts';
import type { Problem } from '../../../shared/errors/problem.ts';
import type { CallOptions, ConstantContact } from '../constant-contact/client.ts';
import type { Clock } from '../ports.ts';
import type { StoredRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';

/** What the steps of a run have learnt; each step adds its own part to the journal. */
export interface RunNotes {
  listId?: string;
  /** Import activities, one per part handed over so far. */
  importIds?: string[];
  /** People handed over. */
  imported?: number;
  /** People the import refused (unsubscribed, or not accepted). */
  refused?: number;
  /** Members of the list that can be mailed. */
  active?: number;
  /** True when there is nobody to mail: the run goes straight to its end. */
  nobody?: boolean;
  campaignId?: string;
  activityId?: string;
  sender?: Sender;
  /** Sends of the campaign that are not this run's. */
  earlierSends?: string[];
  /** How often a step has looked so far, for the growing pauses. */
  looks?: number;
}

export interface Sender {
  fromEmail: string;
  fromName: string;
  replyTo: string;
}

export interface StepContext {
  run: StoredRun;
  /** Notes of all steps so far. */
  notes: RunNotes;
  /** True when the step was begun before and its end is not known: read first. */
  repeated: boolean;
  /** People in this run. */
  recipients: number;
  /** When the step was first begun, epoch milliseconds. */
  begunAt: number;
  client: ConstantContact;
  options: CallOptions;
  store: Store;
  clock: Clock;
  /** The account's profile; `fresh` reads it again. */
  profile(fresh: boolean): Promise<AccountProfile>;
  /** Adds to the step's notes, durably, before the next call. */
  note(notes: RunNotes): void;
}

export type StepOutcome =
  | { kind: 'done'; notes?: RunNotes }
  /** Look again in `ms` milliseconds; `problem` says why when a person should know. */
  | { kind: 'wait'; ms: number; notes?: RunNotes; problem?: Problem };

export interface Step {
  name: StepName;
  /** False: the step is left out of this run. */
  applies(run: StoredRun, notes: RunNotes): boolean;
  perform(context: StepContext): Promise<StepOutcome>;
}

/** Name of a run's list and campaign in the account: unique for good, so that a repeat finds it. */
export function campaignName(run: { id: string }): string {
  return `Rulepost ${run.id}`;
}

/** @returns `value`, which an earlier step has noted. Its absence is a defect, not a state. */
export function noted<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The journal has no ${name}.`);
  return value;
}

/**
 * Looks again at something slow: soon at first, then after growing pauses, later for more people.
 * @param longest pause in milliseconds
 */
export function lookLater(
  { notes, recipients }: Pick<StepContext, 'notes' | 'recipients'>,
  longest: number,
): StepOutcome & { kind: 'wait' } {
  const looks = notes.looks ?? 0;
  const first = recipients <= 100 ? 2_000 : recipients <= 2_000 ? 5_000 : 10_000;
  const ms = Math.min(longest, Math.round(first * 1.7 ** looks));
  return { kind: 'wait', ms, notes: { looks: looks + 1 } };
}
