/** Who gets in, and how often: tokens, scopes, privileges, rates and forms of requests. */
import { describe, expect, test } from 'vitest';
import { createPracticeAccount } from '../../../electron/core/practice/index.ts';
import { openPractice } from './open.ts';

const throttled = { error_key: 'throttled', error_message: 'Too Many Requests' };
const spent = { error_key: 'quota_exceeded', error_message: 'Limit Exceeded' };

describe('rates', () => {
  test('four calls in any second', async () => {
    const p = await openPractice({ limits: {} });
    for (let i = 0; i < 4; i++) expect((await p.get('/contact_lists')).status).toBe(200);
    expect(await p.get('/contact_lists')).toMatchObject({ status: 429, body: throttled });
    await p.clock.advance(999);
    expect((await p.get('/contact_lists')).status).toBe(429);
    await p.clock.advance(1);
    expect((await p.get('/contact_lists')).status).toBe(200);
  });

  test('a quota per UTC day, for everybody with the client id; refused calls are not counted', async () => {
    const p = await openPractice({ limits: { perSecond: null, perDay: 3 } });
    await p.get('/contact_lists');
    await p.get('/contact_lists');
    await p.connect();
    await p.get('/contact_lists');
    expect(await p.get('/contact_lists')).toMatchObject({ status: 429, body: spent });
    expect(p.account.quotaUsed('practice')).toBe(3);
    await p.clock.advance(Date.UTC(2026, 2, 3) - 1 - p.clock.now());
    expect((await p.get('/contact_lists')).status).toBe(429);
    await p.clock.advance(1);
    expect((await p.get('/contact_lists')).status).toBe(200);
  });

  test('the quota used survives a restart', async () => {
    const p = await openPractice();
    await p.get('/contact_lists');
    const again = createPracticeAccount({ clock: p.clock, documents: p.documents });
    expect(again.quotaUsed('practice')).toBe(1);
  });

  test('by switch, 429 says when to come back', async () => {
    const p = await openPractice({
      limits: { perSecond: 1, perDay: 2 },
      switches: { retryAfter: true },
    });
    await p.get('/contact_lists');
    expect((await p.get('/contact_lists')).headers.get('retry-after')).toBe('1');
    await p.clock.advance(1_000);
    await p.get('/contact_lists');
    const seconds = (Date.UTC(2026, 2, 3) - p.clock.now()) / 1000;
    expect((await p.get('/contact_lists')).headers.get('retry-after')).toBe(String(seconds));
  });

  test('too many queued bulk activities answer 429', async () => {
    const p = await openPractice({ limits: { perSecond: null, queuedActivities: 1 } });
    const list = p.account.addList('A');
    const body = { list_ids: [list] };
    expect((await p.call('POST', '/activities/list_delete', body)).status).toBe(201);
    expect((await p.call('POST', '/activities/list_delete', body)).status).toBe(429);
    await p.clock.advance(5_000);
    expect((await p.call('POST', '/activities/list_delete', body)).status).toBe(201);
  });
});

describe('tokens', () => {
  test.each([403, 401] as const)('no token at all: %i by switch', async (noTokenStatus) => {
    const p = await openPractice({ switches: { noTokenStatus } });
    expect((await p.raw('GET', '/contact_lists')).status).toBe(noTokenStatus);
  });

  test('a token that is none', async () => {
    const p = await openPractice();
    const headers = { authorization: 'Bearer nonsense' };
    expect(await p.raw('GET', '/contact_lists', { headers })).toMatchObject({
      status: 401,
      body: { error_key: 'unauthorized' },
    });
  });

  test('a missing scope and a missing privilege are 403 with an object', async () => {
    const p = await openPractice({ connected: false });
    await p.connect('campaign_data');
    expect(await p.get('/contact_lists')).toMatchObject({
      status: 403,
      body: { error_key: 'access_denied' },
    });
    expect((await p.get('/account/user/privileges')).status).toBe(200);
    p.account.setUser({ privileges: ['campaign:write'] });
    expect(await p.get('/emails')).toMatchObject({
      status: 403,
      body: {
        error_key: 'access_denied',
        error_message: 'Request forbidden due to insufficient user privileges.',
      },
    });
  });
});

describe('requests', () => {
  test('a body that is not declared as JSON is 415', async () => {
    const p = await openPractice({ connected: false });
    const { access_token } = await p.connect();
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'text/plain' };
    const answer = await p.raw('POST', '/contact_lists', { headers, body: '{"name":"A"}' });
    expect(answer.status).toBe(415);
  });

  test('a body that is not JSON is 400, with an array', async () => {
    const p = await openPractice({ connected: false });
    const { access_token } = await p.connect();
    const headers = {
      authorization: `Bearer ${access_token}`,
      'content-type': 'application/json',
    };
    const answer = await p.raw('POST', '/contact_lists', { headers, body: '{"name":' });
    expect(answer).toMatchObject({
      status: 400,
      body: [{ error_key: 'contacts.api.validation.error' }],
    });
  });

  test('there is nothing at other addresses', async () => {
    const p = await openPractice();
    expect((await p.get('/nothing')).status).toBe(404);
    expect((await p.call('DELETE', '/contact_lists')).status).toBe(404);
  });

  test('requests are counted by endpoint, exchanges are told', async () => {
    const p = await openPractice();
    const paths: string[] = [];
    const stop = p.account.onExchange((e) => paths.push(`${e.method} ${e.path} ${e.status}`));
    const list = p.account.addList('A');
    await p.get(`/contact_lists/${list}`);
    stop();
    await p.get(`/contact_lists/${list}`);
    expect(paths).toEqual([`GET /v3/contact_lists/${list} 200`]);
    expect(p.account.requests.count('GET /contact_lists/{list_id}')).toBe(2);
    expect(p.account.requests.count('POST /token')).toBe(1);
    expect(p.account.requests.total()).toBe(
      Object.values(p.account.requests.all()).reduce((a, b) => a + b),
    );
    p.account.requests.reset();
    expect(p.account.requests.total()).toBe(0);
  });
});
