/** The steps that let the mail go: schedule, watch. */
import { hasCode, RulepostError, toProblem } from '../../../../shared/errors/problem.ts';
import { campaignName, lookLater, noted, type Step, type StepContext } from '../step.ts';

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
    if (notes.earlierSends === undefined) {
      const earlier =
        run.strategy === 'standing-campaign'
          ? await client.emails.sendHistory(activityId, options)
          : [];
      note({ earlierSends: earlier.map((send) => String(send.send_id)) });
    } else if (await isScheduled(context)) {
      return { kind: 'done' };
    }
    try {
      await client.emails.schedule(activityId, '0', options);
    } catch (error) {
      if (hasCode(error, 'not-found'))
        throw new RulepostError('campaign-gone', {}, { cause: error });
      const refused = hasCode(error, 'conflict', 'invalid-request');
      if (!refused || !(await isScheduled(context))) throw error;
    }
    return { kind: 'done' };
  },
};

async function isScheduled(context: StepContext): Promise<boolean> {
  const { client, options, notes } = context;
  const activityId = noted(notes.activityId, 'activity id');
  const status = await statusOf(context);
  if (status === 'SCHEDULED' || status === 'EXECUTING') return true;
  if (status === 'ERROR') return false;
  if ((await client.emails.schedules(activityId, options)).length > 0) return true;
  const history = await client.emails.sendHistory(activityId, options);
  return history.some((send) => !notes.earlierSends?.includes(String(send.send_id)));
}

/** Waits until the campaign has left, or the service says it will not. */
export const watchStep: Step = {
  name: 'watch',
  applies: (_run, notes) => notes.nobody !== true,
  async perform(context) {
    const { run, clock, notes, begunAt } = context;
    const later = lookLater(context, longestPause);
    if (notes.looks === undefined || notes.looks === 0) return later;
    const status = await statusOf(context);
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

async function statusOf({ client, options, notes }: StepContext): Promise<string> {
  const activityId = noted(notes.activityId, 'activity id');
  try {
    const activity = await client.emails.activity(activityId, {}, options);
    // The service writes statuses in both cases (facts, section 7).
    const status = activity.current_status.toUpperCase();
    if (status === 'REMOVED') throw new RulepostError('campaign-gone');
    return status;
  } catch (error) {
    if (hasCode(error, 'not-found')) throw new RulepostError('campaign-gone', {}, { cause: error });
    throw error;
  }
}
