import { expect, test } from 'vitest';
import { type Opened, openPractice } from './open.ts';

async function sent(p: Opened): Promise<{ id: string; campaignId: string }> {
  const list = p.account.addList('Readers');
  for (const name of ['ada', 'bert', 'cleo']) {
    p.account.addContact({ address: `${name}@reader.example`, first_name: name, lists: [list] });
  }
  p.account.setBounce('bert@reader.example', 'F');
  const id = await p.draft([list]);
  await p.send(id);
  const { campaign_id } = (await p.get(`/emails/activities/${id}`)).body;
  return { id, campaignId: campaign_id };
}

const tracking = (p: Opened, id: string, name: string) =>
  p.get(`/reports/email_reports/${id}/tracking/${name}`);

test('sends, bounces and opt-outs are tracked, the newest first', async () => {
  const p = await openPractice({ seed: 'empty' });
  const { id } = await sent(p);
  await p.clock.advance(60_000);
  p.account.unsubscribe('ada@reader.example', { reason: 'Too many' });

  const sends = (await tracking(p, id, 'sends')).body.tracking_activities;
  expect(sends.map((s) => s.email_address)).toEqual(
    ['cleo', 'bert', 'ada'].map((name) => `${name}@reader.example`),
  );
  expect(sends[2]).toMatchObject({
    tracking_activity_type: 'em_sends',
    campaign_activity_id: id,
    first_name: 'ada',
  });
  expect((await tracking(p, id, 'bounces')).body.tracking_activities).toMatchObject([
    { email_address: 'bert@reader.example', bounce_code: 'F' },
  ]);
  expect((await tracking(p, id, 'bounces?bounce_code=B')).body.tracking_activities).toEqual([]);
  expect((await tracking(p, id, 'bounces?bounce_code=Q')).status).toBe(400);
  expect((await tracking(p, id, 'optouts')).body.tracking_activities).toMatchObject([
    { email_address: 'ada@reader.example', opt_out_reason: 'Too many' },
  ]);
  expect((await tracking(p, id, 'opens')).body.tracking_activities).toEqual([]);
  expect((await tracking(p, id, 'didnotopens')).body.tracking_activities).toHaveLength(2);
  expect((await tracking(p, crypto.randomUUID(), 'sends')).status).toBe(404);
});

test('are paged', async () => {
  const p = await openPractice({ seed: 'empty' });
  const { id } = await sent(p);
  const { body } = await tracking(p, id, 'sends?limit=2');
  expect(body.tracking_activities).toHaveLength(2);
  const rest = (await p.get(body._links.next.href)).body;
  expect(rest.tracking_activities.map((s) => s.email_address)).toEqual(['ada@reader.example']);
});

test('stats count; one bad id refuses all, with an object', async () => {
  const p = await openPractice({ seed: 'empty' });
  const { id, campaignId } = await sent(p);
  p.account.unsubscribe('ada@reader.example');
  const stats = { em_sends: 3, em_bounces: 1, em_optouts: 1, em_not_opened: 2 };
  expect((await p.get(`/reports/stats/email_campaigns/${campaignId}`)).body).toMatchObject({
    results: [{ campaign_id: campaignId, stats, percents: { unsubscribe: 50 } }],
  });
  expect(
    await p.get(`/reports/stats/email_campaigns/${campaignId},${crypto.randomUUID()}`),
  ).toMatchObject({ status: 404, body: { error_key: 'not_found' } });

  const unknown = crypto.randomUUID();
  const path = '/reports/stats/email_campaign_activities';
  expect((await p.get(`${path}/${id},${unknown}`)).body).toMatchObject({
    results: [{ campaign_activity_id: id, stats: { ...stats, em_bounces_mailbox_full: 1 } }],
    errors: [{ error_message: expect.stringContaining(unknown) }],
  });
  expect((await p.get(`${path}/${id},nonsense`)).status).toBe(404);

  expect((await p.get('/reports/summary_reports/email_campaign_summaries')).body).toMatchObject({
    bulk_email_campaign_summaries: [
      { campaign_id: campaignId, unique_counts: { sends: 3, bounces: 1, optouts: 1 } },
    ],
  });
});

test('by switch, reports are late', async () => {
  const p = await openPractice({ seed: 'empty', switches: { reportLagSeconds: 60 } });
  const { id } = await sent(p);
  expect((await tracking(p, id, 'sends')).body.tracking_activities).toEqual([]);
  await p.clock.advance(60_000);
  expect((await tracking(p, id, 'sends')).body.tracking_activities).toHaveLength(3);
});
