/** The calls about mails and what became of them. */
import { all, at, type ClientCall, ids, moment, noMore } from './client-call.ts';

const campaign = {
  campaign_id: ids.campaign,
  name: 'March',
  current_status: 'Draft',
  campaign_activities: [
    { campaign_activity_id: ids.contact, role: 'permalink' },
    { campaign_activity_id: ids.activity, role: 'primary_email' },
  ],
};
const header = {
  fromName: 'Shop',
  fromEmail: 'shop@example.org',
  replyTo: 'shop@example.org',
  subject: 'Hello',
  preheader: 'New',
};
const mail = {
  campaign_activity_id: ids.activity,
  campaign_id: ids.campaign,
  role: 'primary_email',
  current_status: 'DRAFT',
  from_name: 'Shop',
  from_email: 'shop@example.org',
  reply_to_email: 'shop@example.org',
  subject: 'Hello',
};
const tracked = {
  contact_id: ids.contact,
  campaign_activity_id: ids.activity,
  tracking_activity_type: 'em_sends',
  email_address: 'ann@example.org',
  created_time: at,
};

export const mailCalls: ClientCall[] = [
  {
    operation: 'POST /emails',
    make: (c) => c.emails.create({ ...header, name: 'March', html: '<p>Hello</p>' }),
    status: 200,
    answer: campaign,
  },
  {
    operation: 'GET /emails',
    make: (c) => c.emails.findByName('April', { after: moment }),
    status: 200,
    answer: { campaigns: [{ campaign_id: ids.campaign, name: 'March', current_status: 'Done' }] },
  },
  {
    operation: 'GET /emails/{campaign_id}',
    make: (c) => c.emails.get(ids.campaign),
    status: 200,
    answer: campaign,
  },
  {
    operation: 'PATCH /emails/{campaign_id}',
    make: (c) => c.emails.rename(ids.campaign, 'April'),
    status: 200,
    answer: campaign,
  },
  {
    operation: 'DELETE /emails/{campaign_id}',
    make: (c) => c.emails.remove(ids.campaign),
    status: 204,
    answer: undefined,
  },
  {
    operation: 'GET /emails/campaign_id_xrefs',
    make: (c) => c.emails.idXrefs(['1100567546598']),
    status: 200,
    answer: {
      xrefs: [
        {
          v2_email_campaign_id: '1100567546598',
          campaign_id: ids.campaign,
          campaign_activity_id: ids.activity,
        },
      ],
    },
  },
  {
    operation: 'GET /emails/activities/{campaign_activity_id}',
    make: (c) => c.emails.activity(ids.activity, { include: ['html_content', 'permalink_url'] }),
    status: 200,
    answer: { ...mail, contact_list_ids: [ids.list], html_content: '<p>Hello</p>' },
  },
  {
    operation: 'PUT /emails/activities/{campaign_activity_id}',
    make: (c) => c.emails.setAudience(ids.activity, { ...header, listIds: [ids.list] }),
    status: 200,
    answer: mail,
  },
  {
    operation: 'PUT /emails/activities/{campaign_activity_id}',
    make: (c) => c.emails.updateActivity(ids.activity, { ...header, segmentId: 14, html: '<p/>' }),
    status: 200,
    answer: mail,
  },
  {
    operation: 'POST /emails/activities/{campaign_activity_id}/schedules',
    make: (c) => c.emails.schedule(ids.activity),
    status: 201,
    answer: [],
  },
  {
    operation: 'POST /emails/activities/{campaign_activity_id}/schedules',
    make: (c) => c.emails.schedule(ids.activity, moment),
    status: 201,
    answer: [{ scheduled_date: at }],
  },
  {
    operation: 'GET /emails/activities/{campaign_activity_id}/schedules',
    make: (c) => c.emails.schedules(ids.activity),
    status: 200,
    answer: [{ scheduled_date: at }],
  },
  {
    operation: 'DELETE /emails/activities/{campaign_activity_id}/schedules',
    make: (c) => c.emails.unschedule(ids.activity),
    status: 204,
    answer: undefined,
  },
  {
    operation: 'GET /emails/activities/{campaign_activity_id}/send_history',
    make: (c) => c.emails.sendHistory(ids.activity),
    status: 200,
    answer: [{ send_id: 1, count: 0, send_status: 'COMPLETED', reason_code: 12, run_date: at }],
  },
  {
    operation: 'POST /emails/activities/{campaign_activity_id}/tests',
    make: (c) =>
      c.emails.sendTest(ids.activity, { addresses: ['shop@example.org'], message: 'Look' }),
    status: 204,
    answer: undefined,
  },
  {
    operation: 'GET /emails/activities/{campaign_activity_id}/previews',
    make: (c) => c.emails.preview(ids.activity),
    status: 200,
    answer: { campaign_activity_id: ids.activity, preview_html_content: '<p>Hello</p>' },
  },
  {
    operation: 'GET /reports/stats/email_campaigns/{campaign_ids}',
    make: (c) => c.reports.campaignStats([ids.campaign, ids.activity]),
    status: 200,
    answer: { results: [{ campaign_id: ids.campaign, stats: { em_sends: 3 } }], errors: [] },
  },
  {
    operation: 'GET /reports/stats/email_campaign_activities/{campaign_activity_ids}',
    make: (c) => c.reports.activityStats([ids.activity]),
    status: 200,
    answer: {
      results: [
        { campaign_id: ids.campaign, campaign_activity_id: ids.activity, stats: { em_sends: 3 } },
      ],
    },
  },
  {
    operation: 'GET /reports/email_reports/{campaign_activity_id}/tracking/sends',
    make: (c) => all(c.reports.sends(ids.activity)),
    status: 200,
    answer: { tracking_activities: [tracked], _links: noMore },
  },
  {
    operation: 'GET /reports/email_reports/{campaign_activity_id}/tracking/bounces',
    make: (c) => all(c.reports.bounces(ids.activity)),
    status: 200,
    answer: { tracking_activities: [{ ...tracked, bounce_code: 'B' }], _links: noMore },
  },
  {
    operation: 'GET /reports/email_reports/{campaign_activity_id}/tracking/optouts',
    make: (c) => all(c.reports.optouts(ids.activity)),
    status: 200,
    answer: { tracking_activities: [{ ...tracked, opt_out_reason: 'no' }], _links: noMore },
  },
];
