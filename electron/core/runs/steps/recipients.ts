/** The steps that put a run's people into a list: list, import, poll, verify. */
import { hasCode, RulepostError, toProblem } from '../../../../shared/errors/problem.ts';
import { isFinished } from '../../constant-contact/activities.ts';
import { type ImportContact, splitImport } from '../../constant-contact/import.ts';
import { contentHash } from '../content-hash.ts';
import { ensureFields, fieldName, noteStrayImport, strayImportRuns } from '../custom-fields.ts';
import { campaignName, lookLater, noted, type Step, type StepContext, throwGone } from '../step.ts';

/** Longest pause between two looks at an import. */
const longestPause = 60_000;
/** Between two looks whether an import of before is still at work. */
const strayPause = 10_000;
/** The service's counts may lag behind its writes (facts, section 13, item 6): looks before we believe a low one. */
const countLooks = 3;

/** Creates the run's list, or adopts the rule's standing one. */
export const listStep: Step = {
  name: 'list',
  applies: () => true,
  async perform({ run, client, options, store, repeated }) {
    if (run.strategy === 'standing-campaign') {
      const standing = store.standing.get(run.ruleId, contentHash(run.mail));
      if (standing !== undefined) {
        const { listId, campaignId, activityId } = standing;
        return { kind: 'done', notes: { listId, campaignId, activityId } };
      }
    }
    const name = campaignName(run);
    // The name is unique in the account: a list of that name is ours from before a crash.
    const found = repeated ? await client.lists.findByName(name, options) : null;
    if (found !== null) return { kind: 'done', notes: { listId: found.list_id } };
    try {
      const list = await client.lists.create({ name }, options);
      return { kind: 'done', notes: { listId: list.list_id } };
    } catch (error) {
      if (!hasCode(error, 'conflict')) throw error;
      const taken = await client.lists.findByName(name, options);
      if (taken === null) throw error;
      return { kind: 'done', notes: { listId: taken.list_id } };
    }
  },
};

/** Hands the people and their values over; repeating it is harmless, it goes by e-mail address. */
export const importStep: Step = {
  name: 'import',
  applies: () => true,
  async perform(context) {
    const { run, client, options, notes, note, store, clock } = context;
    const listIds = [noted(notes.listId, 'list id')];
    const parts = splitImport(contactsOf(context));
    const importIds = [...(notes.importIds ?? [])];
    if (run.mail.slots > 0) {
      // Begun before: the part at hand may have been taken, though its answer never came.
      if (context.repeated && importIds.length < parts.length) noteStrayImport(store, clock.now());
      if (await strayImportRuns(importIds, context)) {
        return {
          kind: 'wait',
          ms: strayPause,
          problem: toProblem(new RulepostError('fields-in-use')),
        };
      }
      await ensureFields(run.mail.slots, context);
    }
    for (const contacts of parts.slice(importIds.length)) {
      const callsBefore = options.meter?.calls ?? 0;
      const activity = await client.activities
        .importJson({ contacts, listIds }, options)
        .catch((error: unknown) => whyNotImported(error, context));
      // More than one call: an answer was lost on the way.
      if ((options.meter?.calls ?? 0) - callsBefore > 1) noteStrayImport(store, clock.now());
      importIds.push(activity.activity_id);
      note({ importIds });
    }
    return { kind: 'done', notes: { importIds, imported: context.recipients } };
  },
};

/** Waits for the imports to end and adds up what became of the people. */
export const pollStep: Step = {
  name: 'poll',
  applies: () => true,
  async perform(context) {
    const { client, options, notes } = context;
    const later = lookLater(context, longestPause);
    if (notes.looks === undefined || notes.looks === 0) return later;
    let taken = 0;
    let refused = 0;
    let failed = 0;
    const reasons: string[] = [];
    for (const id of noted(notes.importIds, 'import')) {
      const activity = await client.activities.get(id, options);
      if (!isFinished(activity)) return later;
      const state = activity.state.toLowerCase();
      if (state !== 'completed') {
        const reason = activity.activity_errors?.map(String).join('; ') || state;
        throw new RulepostError('import-failed', { reason }, { details: activity });
      }
      const { status } = activity;
      taken += status?.items_total_count ?? 0;
      // "completed" may hide people that were not taken (facts, section 6). Whether the correctable
      // ones are among the errors is not said, so the greater of the two counts.
      const errors = Math.max(status?.error_count ?? 0, status?.correctable_count ?? 0);
      failed += errors;
      refused += (status?.cannot_add_to_list_count ?? 0) + errors;
      reasons.push(...(activity.activity_errors ?? []));
    }
    // Whatever is beyond 4 MB is dropped without a word: rather nobody than some.
    const imported = noted(notes.imported, 'number imported');
    if (taken < imported) throw new RulepostError('import-incomplete', { taken, sent: imported });
    if (failed >= imported) {
      const reason = reasons.slice(0, 3).join('; ') || 'no reason is given';
      throw new RulepostError('import-refused', { count: imported, reason });
    }
    return { kind: 'done', notes: { refused, looks: 0 } };
  },
};

/** Checks that the list holds whom it should before anything is sent. */
export const verifyStep: Step = {
  name: 'verify',
  applies: () => true,
  async perform(context) {
    const { run, client, options, notes, recipients } = context;
    const list = await client.lists
      .get(noted(notes.listId, 'list id'), { membershipCount: 'active' }, options)
      .catch(throwGone);
    const active = list.membership_count ?? 0;
    // A standing list also holds everyone from before; its campaign skips them by itself.
    if (run.strategy === 'standing-campaign') return { kind: 'done', notes: { active } };
    if (active > recipients) {
      throw new RulepostError('audience-larger', {
        active,
        expected: recipients,
        list: campaignName(run),
      });
    }
    const looks = notes.looks ?? 0;
    if (active < recipients - (notes.refused ?? 0) && looks < countLooks) {
      return { kind: 'wait', ms: 5_000, notes: { active, looks: looks + 1 } };
    }
    return active === 0 ? nobody(context) : { kind: 'done', notes: { active, looks: 0 } };
  },
};

/** The service says "invalid" when the list is gone; whether it is, only a look can tell. */
async function whyNotImported(error: unknown, context: StepContext): Promise<never> {
  if (hasCode(error, 'not-found', 'invalid-request')) {
    const { client, options, notes } = context;
    await client.lists.get(noted(notes.listId, 'list id'), {}, options).catch(throwGone);
  }
  throw error;
}

function nobody({ run, store, clock }: StepContext) {
  const reason = toProblem(new RulepostError('nobody-mailable'));
  store.transaction(() =>
    store.deliveries.endRest(run.id, { state: 'not-sent', reason }, clock.now()),
  );
  return { kind: 'done', notes: { nobody: true, active: 0, looks: 0 } } as const;
}

function contactsOf({ run, store, recipients }: StepContext): ImportContact[] {
  return store.deliveries.ofRun(run.id, recipients).map(({ address, values }) => ({
    email: address,
    customFields: Object.fromEntries(values.map((value, slot) => [fieldName(slot), value])),
  }));
}
