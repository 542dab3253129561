/** The e-mail inside a campaign: content, audience, preview, test sends, history (section 7). */
import { z } from 'zod';
import { type Endpoint, isAddress, isoDay, type Practice, readBody, readList } from '../context.ts';
import { invalid, notFound } from '../errors.ts';
import { checkContent, contentShape } from './email-content.ts';
import type { EmailActivity } from './entities.ts';
import { footerAddress, footerHtml, withFooter } from './footer.ts';
import { fillTags, findTags, ownerValues } from './merge-tags.ts';
import { sendTest, touchCampaign } from './sending.ts';

const updateSchema = z.object({
  ...contentShape,
  html_content: contentShape.html_content.optional(),
  contact_list_ids: z.array(z.uuid()).default([]),
  segment_ids: z.array(z.int()).max(1).default([]),
});
const testSchema = z.object({
  email_addresses: z
    .array(z.string().refine(isAddress, 'is not a valid email address'))
    .min(1)
    .max(5),
  personal_message: z.string().optional(),
});

/** The two activities a campaign has: the e-mail, and the web page of it. */
export type Role = 'primary_email' | 'permalink';

/** @throws ApiProblem 404, also for the activities of a removed campaign */
export function findEmail(
  practice: Practice,
  id: string | undefined,
): { email: EmailActivity; role: Role } {
  const { state } = practice;
  const primary = state.emails.get(id ?? '');
  const owner = primary ? undefined : state.campaigns.all().find((c) => c.permalinkId === id);
  const email = primary ?? (owner && state.emails.get(owner.primaryId));
  if (!email || email.status === 'REMOVED') {
    throw notFound('campaigns', 'Email campaign activity not found.');
  }
  return { email, role: primary ? 'primary_email' : 'permalink' };
}

/** @throws ApiProblem 404, and 400 for an activity that is not the e-mail itself */
export function findPrimary(practice: Practice, id: string | undefined): EmailActivity {
  const { email, role } = findEmail(practice, id);
  if (role !== 'primary_email') {
    throw invalid('campaigns', 'The campaign activity must have the primary_email role.');
  }
  return email;
}

export function emailActivityEndpoints(practice: Practice): Endpoint[] {
  const { state } = practice;
  const access = (privilege: string) => ({ scope: 'campaign_data', privilege });

  return [
    {
      method: 'GET',
      path: '/emails/activities/{campaign_activity_id}',
      ...access('campaign:read'),
      handle({ params, query }) {
        const { email, role } = findEmail(practice, params.campaign_activity_id);
        return {
          status: 200,
          body: renderActivity(practice, email, role, readList(query, 'include')),
        };
      },
    },
    {
      method: 'PUT',
      path: '/emails/activities/{campaign_activity_id}',
      ...access('campaign:write'),
      handle({ params, body, now }) {
        const email = findPrimary(practice, params.campaign_activity_id);
        const input = readBody(updateSchema, body, 'campaigns');
        const editable =
          email.status === 'DRAFT' ||
          (email.status === 'DONE' && practice.switches.doneActivityEditable);
        if (!editable) {
          throw invalid('campaigns', `An activity in ${email.status} status cannot be updated.`);
        }
        if (input.contact_list_ids.length > 0 && input.segment_ids.length > 0) {
          throw invalid('campaigns', 'Use either contact_list_ids or segment_ids.');
        }
        checkAudience(practice, input);
        checkContent(practice, input);
        email.fromName = input.from_name;
        email.fromEmail = input.from_email;
        email.replyTo = input.reply_to_email;
        email.subject = input.subject;
        // Plain properties that are omitted are cleared, subresources are kept.
        email.preheader = input.preheader;
        email.listIds = input.contact_list_ids;
        email.segmentIds = input.segment_ids;
        email.html = input.html_content ?? email.html;
        email.footer = input.physical_address_in_footer ?? email.footer;
        state.emails.put(email);
        touchCampaign(practice, email, now);
        return { status: 200, body: renderActivity(practice, email, 'primary_email', []) };
      },
    },
    {
      method: 'POST',
      path: '/emails/activities/{campaign_activity_id}/tests',
      ...access('campaign:send'),
      handle({ params, body, now }) {
        const { email } = findEmail(practice, params.campaign_activity_id);
        const { email_addresses } = readBody(testSchema, body, 'campaigns');
        const account = practice.account();
        const today = isoDay(now);
        const used = account.testSends.day === today ? account.testSends.used : 0;
        if (used + email_addresses.length > practice.limits.testSendsPerDay) {
          throw invalid('campaigns', 'The daily limit of test emails is reached.');
        }
        account.testSends = { day: today, used: used + email_addresses.length };
        practice.saveAccount();
        sendTest(practice, email, email_addresses, now);
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: '/emails/activities/{campaign_activity_id}/previews',
      ...access('campaign:read'),
      handle({ params }) {
        const { email } = findEmail(practice, params.campaign_activity_id);
        return { status: 200, body: renderPreview(practice, email) };
      },
    },
    {
      method: 'GET',
      path: '/emails/activities/{campaign_activity_id}/send_history',
      ...access('campaign:read'),
      handle({ params }) {
        const { email } = findEmail(practice, params.campaign_activity_id);
        return { status: 200, body: email.history };
      },
    },
  ];
}

function checkAudience(
  practice: Practice,
  input: { contact_list_ids: string[]; segment_ids: number[] },
): void {
  for (const id of input.contact_list_ids) {
    const list = practice.state.lists.get(id);
    if (!list || list.deletedAt !== undefined) throw invalid('campaigns', `List ${id} not found.`);
  }
  for (const id of input.segment_ids) {
    if (!practice.state.segments.get(String(id))) {
      throw invalid('campaigns', `Segment ${id} not found.`);
    }
  }
}

function renderActivity(practice: Practice, email: EmailActivity, role: Role, include: string[]) {
  const campaign = practice.state.campaigns.get(email.campaignId);
  const footer = footerAddress(practice, email.footer);
  return {
    campaign_activity_id: role === 'permalink' ? campaign?.permalinkId : email.id,
    campaign_id: email.campaignId,
    role,
    contact_list_ids: email.listIds,
    segment_ids: email.segmentIds,
    current_status: email.status,
    format_type: 5,
    from_email: email.fromEmail,
    from_name: email.fromName,
    reply_to_email: email.replyTo,
    subject: email.subject,
    preheader: email.preheader ?? '',
    ...(include.includes('html_content') ? { html_content: email.html } : {}),
    ...(include.includes('permalink_url')
      ? { permalink_url: `https://permalink.example/${campaign?.permalinkId}` }
      : {}),
    ...(include.includes('physical_address_in_footer') && footer
      ? { physical_address_in_footer: footer }
      : {}),
  };
}

function renderPreview(practice: Practice, email: EmailActivity) {
  const preheader = email.preheader ?? '';
  const values = ownerValues(practice, findTags(email.subject, preheader, email.html));
  const escaped = practice.switches.mergeValuesEscaped;
  const footer = footerAddress(practice, email.footer);
  const html = withFooter(
    fillTags(email.html, values, { html: true, escaped }),
    footer ? footerHtml(footer, email.fromEmail) : '',
  );
  return {
    campaign_activity_id: email.id,
    from_email: email.fromEmail,
    from_name: email.fromName,
    preheader: fillTags(preheader, values, { html: false, escaped: false }),
    preview_html_content: html,
    preview_text_content: html
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    reply_to_email: email.replyTo,
    subject: fillTags(email.subject, values, { html: false, escaped: false }),
  };
}
