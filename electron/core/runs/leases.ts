/**
 * What two runs must not use at the same time, and who has it now.
 *
 * - The account's custom fields: from the import that fills them until the mail has left, since
 *   merge tags are filled in at the send.
 * - A standing campaign: it can be scheduled only while it is not on its way.
 *
 * Nothing is locked: the journal itself says who is at it, so a crash leaves nothing behind.
 */
import type { StoredRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';

/** @returns true when `run` must wait before its import */
export function isBlocked(store: Store, run: StoredRun): boolean {
  return store.runs.open().some((other) => {
    if (other.id === run.id || !isUnderWay(other)) return false;
    const sharesFields = run.mail.slots > 0 && other.mail.slots > 0;
    const sharesCampaign =
      run.strategy === 'standing-campaign' &&
      other.strategy === 'standing-campaign' &&
      other.ruleId === run.ruleId;
    if (!sharesFields && !sharesCampaign) return false;
    const journal = store.steps.ofRun(other.id);
    const imported = journal.some((step) => step.name === 'import');
    const left = journal.some((step) => step.name === 'watch' && step.state === 'done');
    return imported && (sharesCampaign || !left);
  });
}

function isUnderWay(run: StoredRun): boolean {
  return run.state === 'queued' || run.state === 'running' || run.state === 'waiting';
}
