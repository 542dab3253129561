/** What a step of a run is: what it is given, what it may answer. */
import type { AccountProfile, StepName } from '../../../shared/contract/schemas.ts';
import { hasCode, type Problem, RulepostError } from '../../../shared/errors/problem.ts';
import type { CallOptions, ConstantContact } from '../constant-contact/client.ts';
import type { EmailSend } from '../constant-contact/email-shapes.ts';
import type { Clock } from '../ports.ts';
import type { StoredRun } from '../store/runs.ts';
import type { RunNotes } from '../store/steps.ts';
import type { Store } from '../store/store.ts';

export type Sender = NonNullable<RunNotes['sender']>;

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

export type { RunNotes };

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

/**
 * Name of a run's list and campaign in the account: unique for good, so that a repeat finds it. What
 * is made anew gets another one, since a deleted campaign may hold its name (facts, section 7).
 */
export function campaignName(run: Pick<StoredRun, 'id' | 'rebuilds'>): string {
  return run.rebuilds === 0 ? `Rulepost ${run.id}` : `Rulepost ${run.id} (${run.rebuilds + 1})`;
}

/**
 * True once the campaign may have been scheduled. From then on nothing is made anew for this run: a
 * second campaign would mail people twice.
 */
export function mayHaveLeft(store: Store, runId: string): boolean {
  return store.steps
    .ofRun(runId)
    .some(({ name, notes }) => name === 'schedule' && notes.earlierSends !== undefined);
}

/** Turns "not found" into `campaign-gone`: somebody has deleted what the run had made. */
export function throwGone(error: unknown): never {
  if (hasCode(error, 'not-found')) throw new RulepostError('campaign-gone', {}, { cause: error });
  throw error;
}

/** What tells one send of a campaign from another. */
export function sendKey(send: EmailSend): string {
  return String(send.send_id ?? send.run_date ?? '');
}

/** @returns the sends of a campaign's history that are this run's */
export function ownSends(history: readonly EmailSend[], notes: RunNotes): EmailSend[] {
  return history.filter((send) => !notes.earlierSends?.includes(sendKey(send)));
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
