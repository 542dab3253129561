/**
 * The custom fields that carry what differs per person.
 *
 * Rulepost keeps to the first 25 of a fixed set of its own, shared by all its rules: an import takes
 * at most 25, an account holds 100 (constant-contact-v3 facts, section 4). Because they are shared,
 * runs that use them wait for each other (see runner.ts).
 */
import { hasCode, RulepostError } from '../../../shared/errors/problem.ts';
import type { CallOptions } from '../constant-contact/call.ts';
import type { ConstantContact } from '../constant-contact/client.ts';
import type { Store } from '../store/store.ts';

/** Most custom fields one import may carry per person. */
export const maxSlots = 25;
const maxFieldsOfAccount = 100;

/** @param slot from 0 */
export function fieldName(slot: number): string {
  return `rulepost_${slot + 1}`;
}

/**
 * Makes sure the account has the fields for `slots` values; asks the service only the first time.
 * @throws RulepostError `fields-full` when the account has no room
 */
export async function ensureFields(
  slots: number,
  deps: { client: ConstantContact; options: CallOptions; store: Store },
): Promise<void> {
  const { client, options, store } = deps;
  const known = new Set(store.settings.get<string[]>('custom-fields') ?? []);
  const needed = Array.from({ length: slots }, (_, slot) => fieldName(slot));
  if (needed.every((name) => known.has(name))) return;

  let found = 0;
  for await (const field of client.customFields.list(options)) {
    found++;
    known.add(field.name);
  }
  const missing = needed.filter((name) => !known.has(name));
  if (found + missing.length > maxFieldsOfAccount) {
    throw new RulepostError('fields-full', { needed: missing.length, found });
  }
  for (const name of missing) {
    try {
      await client.customFields.create({ label: name, type: 'string' }, options);
    } catch (error) {
      // It is there after all: made by a call whose answer was lost.
      if (!hasCode(error, 'conflict')) throw error;
    }
  }
  store.settings.set('custom-fields', needed);
}

/** Forgets which fields exist; to be called when the account may be another one. */
export function forgetFields(store: Store): void {
  store.settings.remove('custom-fields');
}
