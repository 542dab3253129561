/**
 * Lets time pass. Nothing in the practice account runs by itself: before each look at its state,
 * whatever has fallen due since the last one is done, in the order in which it fell due. So a fake
 * clock drives it exactly, and a restart loses nothing.
 */

import { beginSend, finishSend } from './campaigns/sending.ts';
import { finishBulk } from './contacts/bulk.ts';
import type { Practice } from './context.ts';

export function advance(practice: Practice, now: number): void {
  for (let next = nextDue(practice); next && next.at <= now; next = nextDue(practice))
    next.happen();
}

function nextDue(practice: Practice): { at: number; happen: () => void } | undefined {
  const { state } = practice;
  let first: { at: number; happen: () => void } | undefined;
  const offer = (at: number, happen: () => void): void => {
    if (first === undefined || at < first.at) first = { at, happen };
  };
  for (const activity of state.bulk.all()) {
    if (activity.work === null) continue;
    if (activity.state === 'initialized') {
      offer(activity.startsAt, () => {
        activity.state = 'processing';
        state.bulk.put(activity);
      });
    } else {
      offer(activity.endsAt, () => finishBulk(practice, activity));
    }
  }
  for (const email of state.emails.all()) {
    if (!email.schedule) continue;
    if (email.status === 'SCHEDULED') {
      offer(email.schedule.startsAt, () => beginSend(practice, email));
    } else {
      offer(email.schedule.endsAt, () => finishSend(practice, email));
    }
  }
  return first;
}
