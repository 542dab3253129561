/** The steps that put a run's people into a list: list, import, poll, verify. */
import { hasCode, RulepostError, toProblem } from '../../../../shared/errors/problem.ts';
import { type ImportContact, splitImport } from '../../constant-contact/import.ts';
import { contentHash } from '../content-hash.ts';
import { ensureFields, fieldName } from '../custom-fields.ts';
import { campaignName, lookLater, noted, type Step, type StepContext } from '../step.ts';

/** Longest pause between two looks at an import. */
const longestPause = 60_000;
/** The service's counts may lag behind its writes (facts, section 13, item 6): looks before we believe a low one. */
const countLooks = 3;

/** Creates the run's list, or adopts the rule's standing one. */
export const listStep: Step = {
  name: 'list',
  applies: () => true,
  async perform({ run, client, options, store, repeated }) {
    if (run.strategy === 'standing-campaign') {
      const standing = store.runs.standing(run.ruleId, contentHash(run.mail));
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
    const { run, client, options, notes, note } = context;
    await ensureFields(run.mail.slots, context);
    const listIds = [noted(notes.listId, 'list id')];
    const parts = splitImport(contactsOf(context));
    const importIds = [...(notes.importIds ?? [])];
    for (const contacts of parts.slice(importIds.length)) {
      const activity = await client.activities.importJson({ contacts, listIds }, options);
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
    for (const id of noted(notes.importIds, 'import')) {
      const activity = await client.activities.get(id, options);
      const state = activity.state.toLowerCase();
      if (['failed', 'cancelled', 'timed_out'].includes(state)) {
        const reason = activity.activity_errors?.map(String).join('; ') || state;
        throw new RulepostError('import-failed', { reason }, { details: activity });
      }
      if (state !== 'completed') return later;
      const { status } = activity;
      taken += status?.items_total_count ?? 0;
      // "completed" may hide people that were not taken (facts, section 6). Whether the correctable
      // ones are among the errors is not said, so the greater of the two counts.
      const errors = Math.max(status?.error_count ?? 0, status?.correctable_count ?? 0);
      refused += (status?.cannot_add_to_list_count ?? 0) + errors;
    }
    // Whatever is beyond 4 MB is dropped without a word: rather nobody than some.
    const imported = noted(notes.imported, 'number imported');
    if (taken < imported) throw new RulepostError('import-incomplete', { taken, sent: imported });
    return { kind: 'done', notes: { refused, looks: 0 } };
  },
};

/** Checks that the list holds whom it should before anything is sent. */
export const verifyStep: Step = {
  name: 'verify',
  // A standing list also holds everyone from before; its campaign skips them by itself.
  applies: (run) => run.strategy === 'own-campaign',
  async perform(context) {
    const { run, client, options, notes, recipients } = context;
    const list = await client.lists.get(
      noted(notes.listId, 'list id'),
      { membershipCount: 'active' },
      options,
    );
    const active = list.membership_count ?? 0;
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
