/** Counts per campaign and per e-mail (constant-contact-v3 facts, section 8). */
import { z } from 'zod';
import { type Endpoint, iso, type Practice } from '../context.ts';
import { ApiProblem } from '../errors.ts';
import { paginate } from '../paging.ts';
import type { Campaign, Mail } from './entities.ts';

/** Mails of an e-mail that the reports know of by now, in the order they left; no test mails. */
export function sentMails(practice: Practice, emailId: string, now: number): Mail[] {
  const until = now - practice.switches.reportLagSeconds * 1000;
  return practice.state.mails.group(emailId).filter((mail) => !mail.test && mail.at <= until);
}

export function statsEndpoints(practice: Practice): Endpoint[] {
  const { state } = practice;
  const access = { scope: 'campaign_data', privilege: 'ui:campaign:metrics' };
  const ids = (csv: string | undefined, most: number): string[] => {
    const list = (csv ?? '').split(',');
    // One malformed id refuses all of them; stats errors are a single object (section 3).
    if (list.length > most || list.some((id) => !z.uuid().safeParse(id).success)) {
      throw statsNotFound();
    }
    return list;
  };

  return [
    {
      method: 'GET',
      path: '/reports/stats/email_campaigns/{campaign_ids}',
      ...access,
      handle({ params, now }) {
        const results = ids(params.campaign_ids, 150).map((id) => {
          const campaign = state.campaigns.get(id);
          if (!campaign) throw statsNotFound();
          const counts = countFor(practice, campaign, now);
          return {
            campaign_id: id,
            stats: campaignStats(counts),
            percents: percentsOf(counts),
            last_refresh_time: iso(now),
          };
        });
        return { status: 200, body: { results, errors: [] } };
      },
    },
    {
      method: 'GET',
      path: '/reports/stats/email_campaign_activities/{campaign_activity_ids}',
      ...access,
      handle({ params, now }) {
        const results: unknown[] = [];
        const errors: unknown[] = [];
        for (const id of ids(params.campaign_activity_ids, 10)) {
          const campaign = state.campaigns.get(state.emails.get(id)?.campaignId ?? '');
          if (!campaign) {
            errors.push({ error_key: 'not_found', error_message: `No stats for ${id}.` });
            continue;
          }
          results.push({
            campaign_id: campaign.id,
            campaign_activity_id: id,
            stats: activityStats(countFor(practice, campaign, now)),
            last_refresh_time: iso(now),
          });
        }
        return { status: 200, body: { results, errors } };
      },
    },
    {
      method: 'GET',
      path: '/reports/summary_reports/email_campaign_summaries',
      ...access,
      handle({ query, now }) {
        const sent = state.campaigns
          .all()
          .filter((campaign) => sentMails(practice, campaign.primaryId, now).length > 0)
          .toReversed();
        const page = paginate(
          sent,
          query,
          {
            path: '/v3/reports/summary_reports/email_campaign_summaries',
            group: 'campaigns',
            defaultLimit: 50,
            maxLimit: 500,
          },
          practice.switches,
          now,
        );
        const bulk_email_campaign_summaries = page.items.map((campaign) => {
          const { sends, bounces, optouts, lastSentAt } = countFor(practice, campaign, now);
          return {
            campaign_id: campaign.id,
            campaign_type: 'CUSTOM_CODE_EMAIL',
            last_sent_date: iso(lastSentAt),
            unique_counts: {
              sends,
              opens: 0,
              clicks: 0,
              forwards: 0,
              optouts,
              abuse: 0,
              bounces,
              not_opened: sends - bounces,
            },
          };
        });
        return { status: 200, body: { bulk_email_campaign_summaries, ...page.links } };
      },
    },
  ];
}

interface Counts {
  sends: number;
  bounces: number;
  optouts: number;
  lastSentAt: number;
  byCode: Record<string, number>;
}

function countFor(practice: Practice, campaign: Campaign, now: number): Counts {
  const mails = sentMails(practice, campaign.primaryId, now);
  const byCode: Record<string, number> = {};
  for (const { bounceCode } of mails) {
    if (bounceCode !== undefined) byCode[bounceCode] = (byCode[bounceCode] ?? 0) + 1;
  }
  const until = now - practice.switches.reportLagSeconds * 1000;
  return {
    sends: mails.length,
    bounces: Object.values(byCode).reduce((sum, n) => sum + n, 0),
    optouts: practice.state.optOuts.group(campaign.primaryId).filter((o) => o.at <= until).length,
    lastSentAt: mails.at(-1)?.at ?? campaign.updatedAt,
    byCode,
  };
}

function campaignStats({ sends, bounces, optouts }: Counts): Record<string, number> {
  return {
    em_sends: sends,
    em_opens: 0,
    em_opens_all: 0,
    em_clicks: 0,
    em_clicks_all: 0,
    em_forwards: 0,
    em_bounces: bounces,
    em_optouts: optouts,
    em_not_opened: Math.max(0, sends - bounces),
  };
}

function activityStats(counts: Counts): Record<string, number> {
  return {
    ...campaignStats(counts),
    em_abuse: 0,
    em_bounces_blocked: counts.byCode.Z ?? 0,
    em_bounces_mailbox_full: counts.byCode.F ?? 0,
    em_bounces_nonexistent_address: counts.byCode.B ?? 0,
    em_bounces_other: counts.byCode.X ?? 0,
    em_bounces_suspended: counts.byCode.S ?? 0,
    em_bounces_undeliverable: counts.byCode.D ?? 0,
    em_bounces_vacation: counts.byCode.V ?? 0,
  };
}

function percentsOf({ sends, bounces, optouts }: Counts): Record<string, number> {
  const share = (part: number, whole: number) => (whole === 0 ? 0 : (100 * part) / whole);
  return {
    bounce: share(bounces, sends),
    click: 0,
    desktop_click: 0,
    desktop_open: 0,
    did_not_open: share(sends - bounces, sends - bounces),
    mobile_click: 0,
    mobile_open: 0,
    open: 0,
    unsubscribe: share(optouts, sends - bounces),
  };
}

function statsNotFound(): ApiProblem {
  return new ApiProblem(404, {
    error_key: 'not_found',
    error_message: 'One or more of the ids were not found.',
  });
}
