/** E-mail campaigns as the service answers them, and as they are given to it. Facts, section 7. */
import { z } from 'zod';
import { count, type Open, open, text } from './answers.ts';

/** `Draft` for a campaign, `DRAFT` for its activity: compare without regard to case. */
export type EmailStatus =
  | 'DRAFT'
  | 'SCHEDULED'
  | 'EXECUTING'
  | 'DONE'
  | 'ERROR'
  | 'REMOVED'
  | 'NONE';

/** Absent counts as `NONE`, which says as little. */
const emailStatus = open<EmailStatus>()
  .nullish()
  .transform((status): Open<EmailStatus> => status ?? 'NONE');

/** A campaign as it stands in the collection, without its activities. */
export const campaignItemSchema = z.looseObject({
  campaign_id: z.string(),
  name: text,
  current_status: emailStatus,
  created_at: text,
  updated_at: text,
});

export const campaignSchema = campaignItemSchema.extend({
  campaign_activities: z
    .array(
      z.looseObject({
        campaign_activity_id: z.string(),
        role: open<'primary_email' | 'permalink' | 'resend'>().nullish(),
      }),
    )
    .nullish(),
});
export type Campaign = z.infer<typeof campaignSchema>;

/** What everything about a mail hangs on. */
export interface CampaignIds {
  campaignId: string;
  /** Of the activity with role `primary_email`. */
  activityId: string;
}

/** Reads the two ids out of a campaign; a campaign without a primary activity is not one of ours. */
export const campaignIdsSchema: z.ZodType<CampaignIds> = campaignSchema.transform(
  (campaign, context) => {
    const primary = campaign.campaign_activities?.find(
      (activity) => activity.role?.toLowerCase() === 'primary_email',
    );
    if (primary) {
      return { campaignId: campaign.campaign_id, activityId: primary.campaign_activity_id };
    }
    context.addIssue({
      code: 'custom',
      message: 'none has the role primary_email',
      path: ['campaign_activities'],
    });
    return z.NEVER;
  },
);

export const emailActivitySchema = z.looseObject({
  campaign_activity_id: z.string(),
  campaign_id: text,
  role: open<'primary_email' | 'permalink' | 'resend'>().nullish(),
  current_status: emailStatus,
  from_name: text,
  from_email: text,
  reply_to_email: text,
  subject: text,
  preheader: text,
  contact_list_ids: z.array(z.string()).nullish(),
  segment_ids: z.array(z.number()).nullish(),
  /** The next two only when asked for. */
  html_content: text,
  permalink_url: text,
});
export type EmailActivity = z.infer<typeof emailActivitySchema>;

export type EmailActivityPart =
  | 'html_content'
  | 'physical_address_in_footer'
  | 'permalink_url'
  | 'document_properties';

export const scheduleSchema = z.looseObject({ scheduled_date: text });
export type EmailSchedule = z.infer<typeof scheduleSchema>;

export const sendSchema = z.looseObject({
  send_id: count,
  contact_list_ids: z.array(z.string()).nullish(),
  segment_ids: z.array(z.number()).nullish(),
  /** People it went to. */
  count: z.number(),
  run_date: text,
  send_status: open<'COMPLETED' | 'ERRORED'>().nullish(),
  /** 0 ok, 2 account review, 3 billing, 5 staging, 12 nobody eligible (shown as COMPLETED), ... */
  reason_code: count,
});
export type EmailSend = z.infer<typeof sendSchema>;

export const previewSchema = z.looseObject({
  preview_html_content: text,
  preview_text_content: text,
  subject: text,
  from_name: text,
  from_email: text,
  reply_to_email: text,
  preheader: text,
});
export type EmailPreview = z.infer<typeof previewSchema>;

/** Who writes, and what shows before a mail is opened. Both addresses must be confirmed. */
export interface EmailHeader {
  fromName: string;
  fromEmail: string;
  replyTo: string;
  subject: string;
  preheader?: string | undefined;
}

export interface NewEmail extends EmailHeader {
  /** At most 80 characters, unique. */
  name: string;
  /** At most 150,000 characters. */
  html: string;
}

/** Lists or one segment, never both. */
export type Audience =
  | { listIds: readonly string[]; segmentId?: undefined }
  | { segmentId: number; listIds?: undefined };

/** A preheader or audience left out is cleared; html left out is kept. */
export type EmailDocument = EmailHeader & { html?: string | undefined } & (
    | Audience
    | { listIds?: undefined; segmentId?: undefined }
  );
