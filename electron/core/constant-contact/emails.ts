/** E-mail campaigns: create, find again, rename, remove. Facts, section 7. */
import { z } from 'zod';
import { json, nothing } from './answers.ts';
import type { Caller, CallOptions } from './call.ts';
import { type EmailActivityCalls, emailActivityCalls, headerBody } from './email-activities.ts';
import {
  type Campaign,
  type CampaignIds,
  campaignIdsSchema,
  campaignItemSchema,
  campaignSchema,
  type NewEmail,
} from './email-shapes.ts';
import { paged } from './paging.ts';
import { instant, segment } from './wire.ts';
import { xrefs } from './xrefs.ts';

const xrefSchema = z.looseObject({
  v2_email_campaign_id: z.string(),
  campaign_id: z.string(),
  campaign_activity_id: z.string(),
});
export type CampaignXref = z.infer<typeof xrefSchema>;

export interface EmailCalls extends EmailActivityCalls {
  /** @throws RulepostError `conflict` when the name is taken: find it by name */
  create(email: NewEmail, options?: CallOptions): Promise<CampaignIds>;
  /**
   * Pages through the campaigns, since the service has no filter by name.
   * @param query.after epoch ms: only those changed since then, a day of margin added for clocks
   *   that differ. Left out: all campaigns
   * @returns null when none of this name is left; removed ones do not count
   */
  findByName(
    name: string,
    query?: { after?: number | undefined },
    options?: CallOptions,
  ): Promise<CampaignIds | null>;
  get(campaignId: string, options?: CallOptions): Promise<Campaign>;
  rename(campaignId: string, name: string, options?: CallOptions): Promise<Campaign>;
  /** Not while scheduled. @throws RulepostError `not-found` when it is gone already */
  remove(campaignId: string, options?: CallOptions): Promise<void>;
  /** V2 ids to V3 ids; unknown ones are missing. */
  idXrefs(v2CampaignIds: readonly string[], options?: CallOptions): Promise<CampaignXref[]>;
}

const scope = 'campaign_data';
const reading = { scope, privilege: 'campaign:read' } as const;
const writing = { scope, privilege: 'campaign:write' } as const;
const dayMs = 86_400_000;

export function emailCalls(call: Caller): EmailCalls {
  const campaign = (campaignId: string) => `/emails/${segment(campaignId)}`;
  const get = { method: 'GET', repeat: 'safe', needs: reading } as const;

  return {
    ...emailActivityCalls(call),

    create: ({ name, html, ...header }, options) =>
      call(
        {
          method: 'POST',
          path: '/emails',
          body: {
            name,
            email_campaign_activities: [
              { format_type: 5, ...headerBody(header), html_content: html },
            ],
          },
          read: json(campaignIdsSchema),
          repeat: 'read-first',
          needs: writing,
          doing: `create the e-mail "${name}"`,
        },
        options,
      ),

    async findByName(name, query = {}, options) {
      const after = query.after === undefined ? undefined : instant(query.after - dayMs);
      const doing = `look for the e-mail "${name}"`;
      const spec = {
        path: '/emails',
        query: { limit: 500, after_date: after },
        needs: reading,
        doing,
      };
      for await (const found of paged(call, spec, 'campaigns', campaignItemSchema, options)) {
        if (found.name !== name || found.current_status.toLowerCase() === 'removed') continue;
        const path = campaign(found.campaign_id);
        return call({ ...get, path, read: json(campaignIdsSchema), doing }, options);
      }
      return null;
    },

    get: (campaignId, options) =>
      call(
        {
          ...get,
          path: campaign(campaignId),
          read: json(campaignSchema),
          doing: 'read an e-mail campaign',
        },
        options,
      ),

    rename: (campaignId, name, options) =>
      call(
        {
          method: 'PATCH',
          path: campaign(campaignId),
          body: { name },
          read: json(campaignSchema),
          repeat: 'safe',
          needs: writing,
          doing: `rename an e-mail to "${name}"`,
        },
        options,
      ),

    remove: (campaignId, options) =>
      call(
        {
          method: 'DELETE',
          path: campaign(campaignId),
          read: nothing,
          repeat: 'safe',
          needs: { scope, privilege: 'campaign:delete' },
          doing: 'delete an e-mail campaign',
        },
        options,
      ),

    idXrefs: (v2CampaignIds, options) =>
      xrefs(
        call,
        {
          path: '/emails/campaign_id_xrefs',
          parameter: 'v2_email_campaign_ids',
          size: 50,
          item: xrefSchema,
          needs: reading,
          doing: 'translate old campaign numbers',
        },
        v2CampaignIds,
        options,
      ),
  };
}
