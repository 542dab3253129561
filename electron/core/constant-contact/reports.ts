/** Reports: what became of a mail. Facts, section 8. */
import { z } from 'zod';
import { count, json, open, text } from './answers.ts';
import type { Caller, CallOptions } from './call.ts';
import { type Paged, paged } from './paging.ts';
import { chunks, segment } from './wire.ts';

const statsSchema = z.looseObject({
  em_sends: count,
  em_opens: count,
  em_clicks: count,
  em_bounces: count,
  em_optouts: count,
  em_forwards: count,
  em_abuse: count,
  em_not_opened: count,
});
const campaignStatsSchema = z.looseObject({
  campaign_id: z.string(),
  stats: statsSchema,
  last_refresh_time: text,
});
const activityStatsSchema = campaignStatsSchema.extend({ campaign_activity_id: z.string() });
const statsErrorSchema = z.looseObject({ error_key: text, error_message: text });
export type CampaignStats = z.infer<typeof campaignStatsSchema>;
export type ActivityStats = z.infer<typeof activityStatsSchema>;

/** `errors` names ids the service does not know. */
export interface Stats<T> {
  results: T[];
  errors: z.infer<typeof statsErrorSchema>[];
}

const trackedSchema = z.looseObject({
  contact_id: z.string(),
  campaign_activity_id: text,
  tracking_activity_type: text,
  email_address: z.string(),
  first_name: text,
  last_name: text,
  created_time: text,
  deleted_at: text,
});
/** Non-existent, undeliverable, mailbox full, suspended, vacation (delivered), other, blocked. */
export type BounceCode = 'B' | 'D' | 'F' | 'S' | 'V' | 'X' | 'Z';
const bounceSchema = trackedSchema.extend({
  bounce_code: open<BounceCode>().nullish(),
  current_email_address: text,
});
const optoutSchema = trackedSchema.extend({ opt_out_reason: text });
export type TrackedSend = z.infer<typeof trackedSchema>;
export type TrackedBounce = z.infer<typeof bounceSchema>;
export type TrackedOptout = z.infer<typeof optoutSchema>;

export interface ReportCalls {
  /** @throws RulepostError `not-found` when one of the ids is not valid */
  campaignStats(
    campaignIds: readonly string[],
    options?: CallOptions,
  ): Promise<Stats<CampaignStats>>;
  activityStats(
    activityIds: readonly string[],
    options?: CallOptions,
  ): Promise<Stats<ActivityStats>>;
  /** Everybody the mail went to, newest first. */
  sends(activityId: string, options?: CallOptions): Paged<TrackedSend>;
  bounces(activityId: string, options?: CallOptions): Paged<TrackedBounce>;
  optouts(activityId: string, options?: CallOptions): Paged<TrackedOptout>;
}

const needs = { scope: 'campaign_data', privilege: 'ui:campaign:metrics' } as const;

export function reportCalls(call: Caller): ReportCalls {
  async function stats<T>(
    path: string,
    item: z.ZodType<T>,
    pieces: string[][],
    options: CallOptions | undefined,
  ): Promise<Stats<T>> {
    const schema = z.looseObject({
      results: z.array(item).nullish(),
      errors: z.array(statsErrorSchema).nullish(),
    });
    const all: Stats<T> = { results: [], errors: [] };
    for (const ids of pieces) {
      const answer = await call(
        {
          method: 'GET',
          path: `${path}/${ids.map(segment).join(',')}`,
          read: json(schema),
          repeat: 'safe',
          needs,
          doing: "read an e-mail's figures",
        },
        options,
      );
      all.results.push(...(answer.results ?? []));
      all.errors.push(...(answer.errors ?? []));
    }
    return all;
  }

  function tracked<T>(
    activityId: string,
    kind: 'sends' | 'bounces' | 'optouts',
    item: z.ZodType<T>,
    options: CallOptions | undefined,
  ): Paged<T> {
    const path = `/reports/email_reports/${segment(activityId)}/tracking/${kind}`;
    const spec = { path, query: { limit: 500 }, needs, doing: "read an e-mail's report" };
    return paged(call, spec, 'tracking_activities', item, options);
  }

  return {
    campaignStats: (ids, options) =>
      stats('/reports/stats/email_campaigns', campaignStatsSchema, chunks(ids, 150), options),
    activityStats: (ids, options) =>
      stats(
        '/reports/stats/email_campaign_activities',
        activityStatsSchema,
        chunks(ids, 10),
        options,
      ),
    sends: (activityId, options) => tracked(activityId, 'sends', trackedSchema, options),
    bounces: (activityId, options) => tracked(activityId, 'bounces', bounceSchema, options),
    optouts: (activityId, options) => tracked(activityId, 'optouts', optoutSchema, options),
  };
}
