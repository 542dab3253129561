/** Scheduling an e-mail, and taking that back (constant-contact-v3 facts, section 7). */
import { z } from 'zod';
import { type Endpoint, iso, type Practice, readBody } from '../context.ts';
import { invalid } from '../errors.ts';
import { findEmail, findPrimary } from './email-activities.ts';
import { isConfirmed } from './email-content.ts';
import type { EmailActivity } from './entities.ts';
import { footerAddress } from './footer.ts';
import { touchCampaign } from './sending.ts';

const path = '/emails/activities/{campaign_activity_id}/schedules';

export function scheduleEndpoints(practice: Practice): Endpoint[] {
  const access = (privilege: string) => ({ scope: 'campaign_data', privilege });

  return [
    {
      method: 'GET',
      path,
      ...access('campaign:read'),
      handle({ params }) {
        const { email } = findEmail(practice, params.campaign_activity_id);
        const scheduled = email.status === 'SCHEDULED' ? email.schedule : undefined;
        return {
          status: 200,
          body: scheduled ? [{ scheduled_date: iso(scheduled.date) }] : [],
        };
      },
    },
    {
      method: 'POST',
      path,
      ...access('campaign:send'),
      handle({ params, body, now }) {
        const email = findPrimary(practice, params.campaign_activity_id);
        const input = readBody(z.object({ scheduled_date: z.string() }), body, 'campaigns');
        checkReady(practice, email);
        const date = readDate(practice, input.scheduled_date, now);
        const wait = Math.round(practice.delays.send / 3);
        const startsAt = date === 'now' ? now + wait : date;
        email.schedule = {
          date: date === 'now' ? now : date,
          startsAt,
          endsAt: startsAt + 2 * wait,
          before: email.status,
        };
        email.status = 'SCHEDULED';
        practice.state.emails.put(email);
        touchCampaign(practice, email, now);
        if (date !== 'now') return { status: 201, body: [{ scheduled_date: iso(date) }] };
        const answers = {
          empty: [],
          timestamp: iso(now),
          entry: [{ scheduled_date: iso(now) }],
        };
        return { status: 201, body: answers[practice.switches.scheduleAnswer] };
      },
    },
    {
      method: 'DELETE',
      path,
      ...access('campaign:send'),
      handle({ params, now }) {
        const email = findPrimary(practice, params.campaign_activity_id);
        if (email.status !== 'SCHEDULED' || !email.schedule) {
          throw invalid('campaigns', 'The activity is not scheduled.');
        }
        email.status = email.schedule.before;
        email.schedule = undefined;
        practice.state.emails.put(email);
        touchCampaign(practice, email, now);
        return { status: 204 };
      },
    },
  ];
}

/** @throws ApiProblem 400 for whatever stands in the way of sending */
function checkReady(practice: Practice, email: EmailActivity): void {
  if (!['DRAFT', 'DONE', 'ERROR'].includes(email.status)) {
    throw invalid('campaigns', `An activity in ${email.status} status cannot be scheduled.`);
  }
  if (email.listIds.length === 0 && email.segmentIds.length === 0) {
    throw invalid('campaigns', 'The activity has no contact lists or segment to send to.');
  }
  if (!isConfirmed(practice, email.fromEmail) || !isConfirmed(practice, email.replyTo)) {
    throw invalid('campaigns', 'from_email and reply_to_email must be confirmed.');
  }
  if (!footerAddress(practice, email.footer)) {
    throw invalid('campaigns', 'The account has no physical address for the footer.');
  }
}

/** @throws ApiProblem 400 */
function readDate(practice: Practice, text: string, now: number): number | 'now' {
  if (text === '0') return 'now';
  const dateOnly = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const date =
    dateOnly && practice.switches.dateOnlyZone === 'account'
      ? midnightIn(practice.account().timeZone, text)
      : Date.parse(text);
  if (Number.isNaN(date)) throw invalid('campaigns', 'scheduled_date is not a date.');
  if (date >= now) return date;
  if (practice.switches.pastSchedule === 'sends-now') return 'now';
  throw invalid('campaigns', 'scheduled_date is in the past.');
}

/** The instant a day begins in a time zone. */
function midnightIn(timeZone: string, day: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(utc);
  return utc - (Date.parse(`${shown.replace(' ', 'T')}Z`) - utc);
}
