/** Tracking reports: who was sent what, what bounced, who opted out (section 8). */
import { type Answer, type Endpoint, iso, isoDay, type Practice } from '../context.ts';
import type { Entity } from '../entities.ts';
import { invalid, notFound } from '../errors.ts';
import { paginate } from '../paging.ts';
import type { Mail } from './entities.ts';
import { sentMails } from './stats.ts';

const bounceCodes = ['B', 'D', 'F', 'S', 'V', 'X', 'Z'];

/** Something that was tracked, with the instant it happened. */
interface Tracked extends Entity {
  at: number;
  contactId: string | null;
  address: string;
  extra: Record<string, unknown>;
}

export function reportEndpoints(practice: Practice): Endpoint[] {
  const { state } = practice;
  const tracking = (
    name: string,
    type: string,
    collect: (emailId: string, query: URLSearchParams, now: number) => Tracked[],
  ): Endpoint => ({
    method: 'GET',
    path: `/reports/email_reports/{campaign_activity_id}/tracking/${name}`,
    scope: 'campaign_data',
    privilege: 'ui:campaign:metrics',
    handle({ params, query, now }): Answer {
      const id = params.campaign_activity_id ?? '';
      if (!state.emails.get(id)) {
        throw notFound('campaigns', 'Email campaign activity not found.');
      }
      const page = paginate(
        collect(id, query, now).reverse(),
        query,
        {
          path: `/v3/reports/email_reports/${id}/tracking/${name}`,
          group: 'campaigns',
          defaultLimit: 500,
          maxLimit: 500,
        },
        practice.switches,
        now,
      );
      const tracking_activities = page.items.map((item) => render(practice, item, id, type));
      return { status: 200, body: { tracking_activities, ...page.links } };
    },
  });
  const nobody = (): Tracked[] => [];

  return [
    tracking('sends', 'em_sends', (id, _, now) => sentMails(practice, id, now).map(tracked)),
    tracking('bounces', 'em_bounces', (id, query, now) => {
      const wanted = query.getAll('bounce_code');
      if (wanted.some((code) => !bounceCodes.includes(code))) {
        throw invalid('campaigns', `bounce_code takes ${bounceCodes.join(', ')}.`);
      }
      return sentMails(practice, id, now)
        .filter((m) => m.bounceCode !== undefined)
        .filter((m) => wanted.length === 0 || wanted.includes(m.bounceCode ?? ''))
        .map((mail) => ({ ...tracked(mail), extra: { bounce_code: mail.bounceCode } }));
    }),
    tracking('optouts', 'em_optouts', (id, _, now) =>
      state.optOuts
        .group(id)
        .filter((o) => o.at <= now - practice.switches.reportLagSeconds * 1000)
        .map(({ reason, ...optOut }) => ({
          ...optOut,
          extra: reason === undefined ? {} : { opt_out_reason: reason },
        })),
    ),
    // Nobody opens practice mail, so everybody who got it did not open it.
    tracking('didnotopens', 'em_sends', (id, _, now) =>
      sentMails(practice, id, now)
        .filter((mail) => mail.bounceCode === undefined)
        .map(tracked),
    ),
    tracking('opens', 'em_opens', nobody),
    tracking('unique_opens', 'em_opens', nobody),
    tracking('clicks', 'em_clicks', nobody),
    tracking('forwards', 'em_forwards', nobody),
  ];
}

function tracked(mail: Mail): Tracked {
  return {
    id: mail.id,
    seq: mail.seq,
    at: mail.at,
    contactId: mail.contactId,
    address: mail.to,
    extra: {},
  };
}

function render(practice: Practice, item: Tracked, emailId: string, type: string) {
  const contact = practice.state.contacts.get(item.contactId ?? '');
  return {
    contact_id: item.contactId,
    campaign_activity_id: emailId,
    tracking_activity_type: type,
    email_address: item.address,
    first_name: contact?.details.first_name,
    last_name: contact?.details.last_name,
    created_time: iso(item.at),
    ...(contact?.deletedAt === undefined ? {} : { deleted_at: isoDay(contact.deletedAt) }),
    ...item.extra,
  };
}
