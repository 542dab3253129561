/** The steps after the mail has left: read-back, clean-up. */
import type { ErrorCode } from '../../../../shared/errors/catalogue.ts';
import { hasCode, RulepostError, toProblem } from '../../../../shared/errors/problem.ts';
import {
  campaignName,
  noted,
  ownSends,
  type Step,
  type StepContext,
  type StepOutcome,
} from '../step.ts';

/** Reports may lag (facts, section 8): looks before we settle for what there is, about an hour in all. */
const reportLooks = 8;
const firstPause = 10_000;

/** Reason codes of a send (facts, section 7). 0 is fine, 6 is partly sent, 12 is nobody. */
const reasons: Readonly<Record<number, ErrorCode>> = {
  2: 'send-in-review',
  3: 'send-billing',
  4: 'send-over-plan',
  5: 'send-staged',
  7: 'send-content',
  8: 'send-content',
  9: 'send-sender',
  10: 'send-sender',
  11: 'send-content',
};
const retriedByTheService = 1;
/** Contacts one removal takes (facts, section 6). */
const mostRemoved = 500;
const partly = 6;
const nobodyEligible = 12;

/** Reads what became of the send and of each person. */
export const readBackStep: Step = {
  name: 'read-back',
  applies: (_run, notes) => notes.nobody !== true && notes.lost !== true,
  async perform(context) {
    const { run, client, options, notes, recipients, store, clock } = context;
    const activityId = noted(notes.activityId, 'activity id');
    const history = await client.emails.sendHistory(activityId, options).catch(notThere);
    if (history === null) return lost(context);
    const own = ownSends(history, notes);
    if (own.length === 0) return lookAgain(context, 'unknown');

    const count = own.reduce((sum, send) => sum + send.count, 0);
    if (count === 0) {
      const reason = own.at(-1)?.reason_code ?? 0;
      if (reason === nobodyEligible) {
        await dropUnmailed(context);
        endRest(context, 'not-sent', new RulepostError('nobody-mailable'));
        return { kind: 'done' };
      }
      if (reason === retriedByTheService || reason === 0) return lookAgain(context, String(reason));
      const code = reasons[reason] ?? 'send-failed';
      throw new RulepostError(code, { reason, campaign: campaignName(run) }, { details: history });
    }
    // Everybody got it: no need to ask person by person.
    if (count >= recipients && !own.some((send) => send.reason_code === partly)) {
      endRest(context, 'sent');
      return { kind: 'done' };
    }
    const mailed = new Set<string>();
    for await (const send of client.reports.sends(activityId, options)) {
      mailed.add(send.email_address.toLowerCase());
    }
    const at = clock.now();
    store.transaction(() =>
      store.deliveries.end(run.id, mailed, { state: 'sent', reason: null }, at),
    );
    const { sent } = store.deliveries.counts(run.id);
    if (sent >= count || sent === recipients) {
      await dropUnmailed(context);
      endRest(context, 'not-sent', new RulepostError('not-mailable'));
      return { kind: 'done' };
    }
    if ((notes.looks ?? 0) < reportLooks) return lookAgain(context, 'reports');
    // The send counted more people than the reports name: nobody is called "not sent" on a guess.
    endRest(context, 'sent', new RulepostError('delivery-unconfirmed'));
    return { kind: 'done' };
  },
};

/**
 * Takes people who cannot be mailed now off a standing list. They may become mailable, and the next
 * send would reach them with whatever their fields hold by then.
 */
async function dropUnmailed({ run, client, options, notes }: StepContext): Promise<void> {
  if (run.strategy !== 'standing-campaign') return;
  const listIds = [noted(notes.listId, 'list id')];
  const status = ['pending_confirmation', 'temp_hold', 'not_set'] as const;
  const contactIds: string[] = [];
  for await (const contact of client.contacts.list({ lists: listIds, status }, options)) {
    contactIds.push(contact.contact_id);
  }
  for (let from = 0; from < contactIds.length; from += mostRemoved) {
    const source = { contactIds: contactIds.slice(from, from + mostRemoved) };
    await client.activities.removeFromLists({ source, listIds }, options);
  }
}

function lookAgain({ run, notes }: StepContext, reason: string): StepOutcome {
  const looks = notes.looks ?? 0;
  if (looks >= reportLooks) {
    throw new RulepostError('send-failed', { reason, campaign: campaignName(run) });
  }
  return { kind: 'wait', ms: firstPause * 2 ** looks, notes: { looks: looks + 1 } };
}

function notThere(error: unknown): null {
  if (hasCode(error, 'not-found')) return null;
  throw error;
}

/**
 * Somebody deleted the campaign after it was scheduled. Whether it left cannot be known, so nobody
 * is called mailed, and nobody is mailed again.
 */
export function lost(context: StepContext): StepOutcome {
  endRest(context, 'not-sent', new RulepostError('outcome-unknown'));
  return { kind: 'done', notes: { lost: true, looks: 0 } };
}

function endRest(
  { run, store, clock }: StepContext,
  state: 'sent' | 'not-sent',
  why?: Error,
): void {
  const reason = why === undefined ? null : toProblem(why);
  store.transaction(() => store.deliveries.endRest(run.id, { state, reason }, clock.now()));
}

/** Deletes the run's list: an account holds 1,000 of them. A standing list stays. */
export const cleanUpStep: Step = {
  name: 'clean-up',
  applies: (run) => run.strategy === 'own-campaign',
  async perform({ client, options, notes }) {
    try {
      await client.lists.remove(noted(notes.listId, 'list id'), options);
    } catch (error) {
      if (!hasCode(error, 'not-found')) throw error;
    }
    return { kind: 'done' };
  },
};
