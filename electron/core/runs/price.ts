/** What a run costs in calls to the service, told before it is made. */
import type { Strategy } from '../store/runs.ts';

/** Recipients that fit in one import: the size of an ordinary one, below its 4 MB (facts, section 6). */
const perImport = 10_000;
/** Sends read back per page (facts, section 3). */
const perPage = 500;

/**
 * Least: everything answers at the first look. Most: the slow things are looked at a few times, and
 * the outcome is read person by person because somebody could not be mailed.
 * @param sizes recipients of each run
 */
export function priceOf(
  sizes: readonly number[],
  strategy: Strategy,
): { least: number; most: number } {
  let least = 0;
  let most = 0;
  for (const size of sizes) {
    const imports = Math.ceil(size / perImport);
    // list, verify, campaign, audience, clean-up; a standing campaign has all that already.
    const making = strategy === 'own-campaign' ? 5 : 1;
    // schedule, one look at the campaign, send history
    const sending = 3;
    least += making + 2 * imports + sending;
    const looks = 4;
    most += 5 + (1 + looks) * imports + sending + looks + Math.ceil(size / perPage);
  }
  return { least, most };
}
