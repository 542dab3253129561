/**
 * The custom fields that carry what differs per person.
 *
 * Rulepost keeps to the first 25 of a fixed set of its own, shared by all its rules: an import takes
 * at most 25, an account holds 100 (constant-contact-v3 facts, section 4). Because they are shared,
 * runs that use them wait for each other (see runner.ts).
 */
import { hasCode, RulepostError } from '../../../shared/errors/problem.ts';
import { isFinished } from '../constant-contact/activities.ts';
import type { CallOptions } from '../constant-contact/call.ts';
import type { ConstantContact } from '../constant-contact/client.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/store.ts';

/** Most custom fields one import may carry per person. */
export const maxSlots = 25;
const maxFieldsOfAccount = 100;

/** @param slot from 0 */
export function fieldName(slot: number): string {
  return `rulepost_${slot + 1}`;
}

/** Setting: whether this account's service fills in tags of custom fields, `known` or `unknown`. */
export const tagsSetting = 'custom-field-tags';

/**
 * Makes sure the account has the fields for `slots` values. Asked each time, one call: a field that
 * somebody has deleted would cost people their mail.
 * @throws RulepostError `fields-full` when the account has no room
 */
export async function ensureFields(
  slots: number,
  deps: { client: ConstantContact; options: CallOptions },
): Promise<void> {
  if (slots === 0) return;
  const { client, options } = deps;
  const present = new Set<string>();
  for await (const field of client.customFields.list(options)) present.add(field.name);
  const missing = Array.from({ length: slots }, (_, slot) => fieldName(slot)).filter(
    (name) => !present.has(name),
  );
  if (present.size + missing.length > maxFieldsOfAccount) {
    throw new RulepostError('fields-full', { needed: missing.length, found: present.size });
  }
  for (const name of missing) {
    try {
      await client.customFields.create({ label: name, type: 'string' }, options);
    } catch (error) {
      // It is there after all: made by a call whose answer was lost.
      if (!hasCode(error, 'conflict')) throw error;
    }
  }
}

const strayKey = 'stray-import-since';
/** An import that takes longer than this is not waited for any more, in milliseconds. */
const strayPatience = 30 * 60_000;

/**
 * An import was asked for and the answer was lost, so it may be done twice, and the second time at
 * any later moment: with the values of then, over those of a later run.
 */
export function noteStrayImport(store: Store, now: number): void {
  store.settings.set(strayKey, now);
}

/** @returns true while an import that is not among `own` may still write custom fields */
export async function strayImportRuns(
  own: readonly string[],
  deps: { client: ConstantContact; options: CallOptions; store: Store; clock: Clock },
): Promise<boolean> {
  const { client, options, store, clock } = deps;
  const since = store.settings.get<number>(strayKey);
  if (since === undefined) return false;
  if (clock.now() - since < strayPatience) {
    for await (const activity of client.activities.list({}, options)) {
      if (!isFinished(activity) && !own.includes(activity.activity_id)) return true;
    }
  }
  store.settings.remove(strayKey);
  return false;
}
