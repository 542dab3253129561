/** The steps that let the mail go: schedule, watch. */
import { hasCode, RulepostError, toProblem } from '../../../../shared/errors/problem.ts';
import {
  campaignName,
  lookLater,
  noted,
  ownSends,
  type Step,
  type StepContext,
  sendKey,
  throwGone,
} from '../step.ts';
import { lost } from './outcome.ts';

const longestPause = 15 * 60_000;
/** Staging and review can take 24 to 48 hours (facts, section 7); a week is beyond doubt. */
const giveUpAfter = 7 * 86_400_000;

/**
 * Schedules the campaign for now.
 *
 * Scheduling one activity twice mails nobody twice, but what is known to be scheduled is not
 * scheduled again: after a crash the service is asked first.
 */
export const scheduleStep: Step = {
  name: 'schedule',
  applies: (_run, notes) => notes.nobody !== true,
  async perform(context) {
    const { run, client, options, notes, note } = context;
    const activityId = noted(notes.activityId, 'activity id');
    const first = notes.earlierSends === undefined;
    if (first) {
      const earlier =
        run.strategy === 'standing-campaign'
          ? await client.emails.sendHistory(activityId, options).catch(throwGone)
          : [];
      note({ earlierSends: earlier.map(sendKey) });
    } else {
      const standing = await howItStands(context);
      if (standing === 'gone') return lost(context);
      if (standing === 'scheduled') return { kind: 'done' };
    }
    try {
      await client.emails.schedule(activityId, '0', options);
    } catch (error) {
      if (first && hasCode(error, 'not-found')) {
        // Certainly not scheduled: it may be made anew.
        note({ earlierSends: undefined });
        throwGone(error);
      }
      if (!hasCode(error, 'conflict', 'invalid-request', 'not-found')) throw error;
      const standing = await howItStands(context);
      if (standing === 'gone') return lost(context);
      if (standing === 'not-scheduled') throw error;
    }
    return { kind: 'done' };
  },
};

async function howItStands(context: StepContext): Promise<'scheduled' | 'not-scheduled' | 'gone'> {
  const { client, options, notes } = context;
  const activityId = noted(notes.activityId, 'activity id');
  const status = await statusOf(context);
  if (status === 'REMOVED') return 'gone';
  if (status === 'SCHEDULED' || status === 'EXECUTING') return 'scheduled';
  if (status === 'ERROR') return 'not-scheduled';
  if ((await client.emails.schedules(activityId, options)).length > 0) return 'scheduled';
  const history = await client.emails.sendHistory(activityId, options);
  return ownSends(history, notes).length > 0 ? 'scheduled' : 'not-scheduled';
}

/** Waits until the campaign has left, or the service says it will not. */
export const watchStep: Step = {
  name: 'watch',
  applies: (_run, notes) => notes.nobody !== true && notes.lost !== true,
  async perform(context) {
    const { run, clock, notes, begunAt } = context;
    const later = lookLater(context, longestPause);
    if (notes.looks === undefined || notes.looks === 0) return later;
    const status = await statusOf(context);
    if (status === 'REMOVED') return lost(context);
    if (status === 'DONE' || status === 'ERROR') return { kind: 'done', notes: { looks: 0 } };
    if (status === 'DRAFT') throw new RulepostError('schedule-cancelled');
    const waited = clock.now() - begunAt;
    if (waited > giveUpAfter) {
      throw new RulepostError('send-stuck', { campaign: campaignName(run), days: 7 });
    }
    // Said once it is no longer an ordinary wait.
    return waited > 3_600_000
      ? { ...later, problem: toProblem(new RulepostError('send-staged')) }
      : later;
  },
};

/** @returns the status in capitals; `REMOVED` also when there is no such campaign any more */
async function statusOf({ client, options, notes }: StepContext): Promise<string> {
  try {
    const activity = await client.emails.activity(
      noted(notes.activityId, 'activity id'),
      {},
      options,
    );
    // The service writes statuses in both cases (facts, section 7).
    return activity.current_status.toUpperCase();
  } catch (error) {
    if (hasCode(error, 'not-found')) return 'REMOVED';
    throw error;
  }
}
