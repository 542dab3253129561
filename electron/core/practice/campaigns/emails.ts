/** E-mail campaigns (constant-contact-v3 facts, section 7). */
import { z } from 'zod';
import { type Endpoint, iso, type Practice, readBody, readInstant } from '../context.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { listed } from '../listing-lag.ts';
import { paginate } from '../paging.ts';
import { checkContent, contentShape } from './email-content.ts';
import type { Campaign, EmailActivity } from './entities.ts';

const name = z.string().trim().min(1).max(80);
const createSchema = z.object({
  name,
  email_campaign_activities: z
    .array(z.object({ format_type: z.literal(5), ...contentShape }))
    .length(1),
});

export function emailEndpoints(practice: Practice): Endpoint[] {
  const { state } = practice;
  const access = (privilege: string) => ({ scope: 'campaign_data', privilege });
  const existing = (id: string | undefined): Campaign => {
    const campaign = state.campaigns.get(id ?? '');
    if (!campaign) throw notFound('campaigns', 'Email campaign not found.');
    return campaign;
  };
  const checkFree = (wanted: string, own?: Campaign): void => {
    const taken = state.campaigns
      .all()
      .find(
        (campaign) =>
          campaign !== own &&
          campaign.name.toLowerCase() === wanted.toLowerCase() &&
          (campaign.removedAt === undefined || practice.switches.campaignNameHeldAfterRemoval),
      );
    if (taken) throw conflict('campaigns', 'Validation failed: Campaign name already exists.');
  };

  return [
    {
      method: 'GET',
      path: '/emails',
      ...access('campaign:read'),
      handle({ query, now }) {
        const after = readInstant(query, 'after_date', 'campaigns');
        const before = readInstant(query, 'before_date', 'campaigns');
        // Filters by the last change; removed campaigns are listed too.
        const page = paginate(
          listed(practice, state.campaigns.all(), now)
            .filter(
              (campaign) =>
                (after === undefined || campaign.updatedAt > after) &&
                (before === undefined || campaign.updatedAt < before),
            )
            .toReversed(),
          query,
          { path: '/v3/emails', group: 'campaigns', defaultLimit: 50, maxLimit: 500 },
          practice.switches,
          now,
        );
        return {
          status: 200,
          body: {
            campaigns: page.items.map((campaign) => renderSummary(practice, campaign)),
            ...page.links,
          },
        };
      },
    },
    {
      method: 'POST',
      path: '/emails',
      ...access('campaign:write'),
      handle({ body, now }) {
        const input = readBody(createSchema, body, 'campaigns');
        const [content] = input.email_campaign_activities;
        if (!content) throw invalid('campaigns', 'email_campaign_activities must have one item.');
        checkContent(practice, content);
        checkFree(input.name);
        const campaign: Campaign = {
          id: practice.newId(),
          seq: state.campaigns.nextSeq(),
          name: input.name,
          createdAt: now,
          updatedAt: now,
          primaryId: practice.newId(),
          permalinkId: practice.newId(),
        };
        const email: EmailActivity = {
          id: campaign.primaryId,
          seq: state.emails.nextSeq(),
          campaignId: campaign.id,
          status: 'DRAFT',
          fromName: content.from_name,
          fromEmail: content.from_email,
          replyTo: content.reply_to_email,
          subject: content.subject,
          preheader: content.preheader,
          html: content.html_content,
          footer: content.physical_address_in_footer,
          listIds: [],
          segmentIds: [],
          history: [],
        };
        state.campaigns.put(campaign);
        state.emails.put(email);
        // 200, not 201 (section 3).
        return { status: 200, body: renderCampaign(practice, campaign) };
      },
    },
    {
      method: 'GET',
      path: '/emails/{campaign_id}',
      ...access('campaign:read'),
      handle: ({ params }) => ({
        status: 200,
        body: renderCampaign(practice, existing(params.campaign_id)),
      }),
    },
    {
      method: 'PATCH',
      path: '/emails/{campaign_id}',
      ...access('campaign:write'),
      handle({ params, body, now }) {
        const campaign = existing(params.campaign_id);
        const input = readBody(z.object({ name }), body, 'campaigns');
        if (campaign.removedAt !== undefined) {
          throw invalid('campaigns', 'A removed campaign cannot be renamed.');
        }
        checkFree(input.name, campaign);
        campaign.name = input.name;
        campaign.updatedAt = now;
        state.campaigns.put(campaign);
        return { status: 200, body: renderCampaign(practice, campaign) };
      },
    },
    {
      method: 'DELETE',
      path: '/emails/{campaign_id}',
      ...access('campaign:delete'),
      handle({ params, now }) {
        const campaign = existing(params.campaign_id);
        const email = state.emails.get(campaign.primaryId);
        if (email?.status === 'SCHEDULED' || email?.status === 'EXECUTING') {
          throw invalid('campaigns', 'A scheduled campaign cannot be deleted.');
        }
        if (email) {
          email.status = 'REMOVED';
          state.emails.put(email);
        }
        campaign.removedAt ??= now;
        campaign.updatedAt = now;
        state.campaigns.put(campaign);
        return { status: 204 };
      },
    },
  ];
}

/** `SCHEDULED` of an activity is `Scheduled` of its campaign. */
function campaignStatus(practice: Practice, campaign: Campaign): string {
  const status = practice.state.emails.get(campaign.primaryId)?.status ?? 'REMOVED';
  return status.charAt(0) + status.slice(1).toLowerCase();
}

function renderSummary(practice: Practice, campaign: Campaign) {
  return {
    campaign_id: campaign.id,
    created_at: iso(campaign.createdAt),
    current_status: campaignStatus(practice, campaign),
    name: campaign.name,
    type: 'CUSTOM_CODE_EMAIL',
    type_code: 26,
    updated_at: iso(campaign.updatedAt),
  };
}

function renderCampaign(practice: Practice, campaign: Campaign) {
  return {
    ...renderSummary(practice, campaign),
    campaign_activities: [
      { campaign_activity_id: campaign.primaryId, role: 'primary_email' },
      { campaign_activity_id: campaign.permalinkId, role: 'permalink' },
    ],
  };
}
