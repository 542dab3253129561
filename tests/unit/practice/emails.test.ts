import { describe, expect, test } from 'vitest';
import { campaign, openPractice, sender } from './open.ts';

describe('campaigns', () => {
  test('are created with 200, as drafts, with two activities', async () => {
    const p = await openPractice();
    const answer = await p.call('POST', '/emails', campaign('Run 1'));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        name: 'Run 1',
        current_status: 'Draft',
        campaign_activities: [{ role: 'primary_email' }, { role: 'permalink' }],
      },
    });
  });

  test.each([
    ['an unconfirmed sender', { from_email: 'events@harbourstreetbooks.example' }],
    ['a foreign reply address', { reply_to_email: 'me@elsewhere.example' }],
    ['HTML that is too long', { html_content: 'x'.repeat(150_001) }],
    ['a forbidden sequence', { html_content: '<p>[#if]</p>' }],
    ['no subject', { subject: '' }],
    ['another format', { format_type: 3 }],
    ['a footer without its state', { physical_address_in_footer: footer({}) }],
  ])('%s is refused', async (_, content) => {
    const p = await openPractice();
    const answer = await p.call('POST', '/emails', campaign('Run 1', content));
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual([expect.objectContaining({ error_key: expect.any(String) })]);
  });

  test('a name is taken once, by switch even after removal', async () => {
    const p = await openPractice();
    const { body } = await p.call('POST', '/emails', campaign('Run 1'));
    expect((await p.call('POST', '/emails', campaign('run 1'))).status).toBe(409);
    const other = await p.call('POST', '/emails', campaign('Run 2'));
    const rename = (name: string) => p.call('PATCH', `/emails/${other.body.campaign_id}`, { name });
    expect((await rename('Run 1')).status).toBe(409);
    expect((await rename('Run 3')).body.name).toBe('Run 3');
    expect((await p.call('DELETE', `/emails/${body.campaign_id}`)).status).toBe(204);
    expect((await p.call('POST', '/emails', campaign('Run 1'))).status).toBe(409);
    p.account.switches.campaignNameHeldAfterRemoval = false;
    expect((await p.call('POST', '/emails', campaign('Run 1'))).status).toBe(200);
  });

  test('removed ones stay listed, but their e-mail is gone', async () => {
    const p = await openPractice();
    const { body } = await p.call('POST', '/emails', campaign('Run 1'));
    await p.call('DELETE', `/emails/${body.campaign_id}`);
    expect((await p.get('/emails')).body.campaigns).toMatchObject([
      { name: 'Run 1', current_status: 'Removed' },
    ]);
    const id = body.campaign_activities[0].campaign_activity_id;
    expect((await p.get(`/emails/activities/${id}`)).status).toBe(404);
    const rename = await p.call('PATCH', `/emails/${body.campaign_id}`, { name: 'Run 2' });
    expect(rename.status).toBe(400);
  });

  test('are listed by the time of their last change, the newest first', async () => {
    const p = await openPractice();
    await p.call('POST', '/emails', campaign('Run 1'));
    await p.clock.advance(1_000);
    const after = new Date(p.clock.now() - 1).toISOString();
    await p.call('POST', '/emails', campaign('Run 2'));
    const names = async (query: string) =>
      (await p.get(`/emails${query}`)).body.campaigns.map(({ name }) => name);
    expect(await names('')).toEqual(['Run 2', 'Run 1']);
    expect(await names(`?after_date=${after}`)).toEqual(['Run 2']);
    expect(await names(`?before_date=${after}`)).toEqual(['Run 1']);
  });
});

describe('the e-mail of a campaign', () => {
  test('heavy parts come on request; the footer defaults to the account', async () => {
    const p = await openPractice();
    const path = `/emails/activities/${await p.draft([])}`;
    expect((await p.get(path)).body).not.toHaveProperty('html_content');
    const { body } = await p.get(`${path}?include=html_content,physical_address_in_footer`);
    expect(body).toMatchObject({
      html_content: expect.stringContaining('Hello'),
      physical_address_in_footer: { organization_name: 'Harbour Street Books' },
    });
  });

  test('PUT clears plain properties that are omitted and keeps HTML', async () => {
    const p = await openPractice();
    const list = p.account.addList('A');
    const path = `/emails/activities/${await p.draft([list], { preheader: 'Look' })}`;
    expect((await p.get(path)).body).toMatchObject({
      contact_list_ids: [list],
      preheader: 'Look',
    });
    await p.call('PUT', path, bare);
    expect((await p.get(`${path}?include=html_content`)).body).toMatchObject({
      contact_list_ids: [],
      preheader: '',
      html_content: expect.stringContaining('Hello'),
    });
  });

  test('the audience is lists or one segment, and exists', async () => {
    const p = await openPractice();
    const list = p.account.addList('A');
    const path = `/emails/activities/${await p.draft([])}`;
    const put = async (audience: object) =>
      (await p.call('PUT', path, { ...bare, ...audience })).status;
    expect(await put({ contact_list_ids: [list] })).toBe(200);
    expect(await put({ segment_ids: [1] })).toBe(200);
    expect(await put({ contact_list_ids: [list], segment_ids: [1] })).toBe(400);
    expect(await put({ segment_ids: [99] })).toBe(400);
    expect(await put({ contact_list_ids: [crypto.randomUUID()] })).toBe(400);
  });

  test('only the primary e-mail can be changed and scheduled', async () => {
    const p = await openPractice();
    const { body } = await p.call('POST', '/emails', campaign('Run 1'));
    const path = `/emails/activities/${body.campaign_activities[1]?.campaign_activity_id}`;
    expect((await p.get(path)).body).toMatchObject({ role: 'permalink' });
    expect((await p.call('PUT', path, bare)).status).toBe(400);
    const schedule = await p.call('POST', `${path}/schedules`, { scheduled_date: '0' });
    expect(schedule.status).toBe(400);
  });

  test('a preview is filled from the owner, and leaves unknown tags alone', async () => {
    const p = await openPractice();
    const id = await p.draft([], {
      subject: 'Dear [[FirstName]]',
      html_content: '<p>[[CUSTOM.Favourite_genre OR "anything"]] [[CUSTOM.nope]] [[NOPE]]</p>',
    });
    const preview = async () => (await p.get(`/emails/activities/${id}/previews`)).body;
    expect(await preview()).toMatchObject({
      subject: 'Dear Nora',
      preview_html_content: expect.stringContaining('<p>anything [[CUSTOM.nope]] [[NOPE]]</p>'),
    });
    p.account.switches.customFieldTagKnown = false;
    expect(await preview()).toMatchObject({
      preview_html_content: expect.stringContaining('[[CUSTOM.Favourite_genre OR "anything"]]'),
    });
  });

  test('test mails keep their tags, by switch take the owner, and are limited', async () => {
    const p = await openPractice();
    const id = await p.draft([], { subject: 'Dear [[FIRSTNAME]]' });
    const post = async (email_addresses: string[]) =>
      (await p.call('POST', `/emails/activities/${id}/tests`, { email_addresses })).status;
    expect(await post([sender])).toBe(204);
    p.account.switches.testSendTags = 'owner';
    expect(await post([sender])).toBe(204);
    const subjects = p.account.mailbox.list({ limit: 10 }).map((m) => [m.subject, m.test]);
    expect(subjects).toEqual([
      ['Dear Nora', true],
      ['Dear [[FIRSTNAME]]', true],
    ]);
    expect(await post(Array.from({ length: 6 }, () => sender))).toBe(400);
    p.account.limits.testSendsPerDay = 2;
    expect(await post([sender])).toBe(400);
    await p.clock.advance(86_400_000);
    await p.connect();
    expect(await post([sender])).toBe(204);
  });
});

const bare = {
  from_name: 'Harbour Street Books',
  from_email: sender,
  reply_to_email: sender,
  subject: 'New arrivals',
};

function footer(more: object) {
  return {
    address_line1: '1 Pier Lane',
    country_code: 'US',
    organization_name: 'Harbour Street Books',
    ...more,
  };
}
