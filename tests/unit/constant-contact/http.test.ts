import { describe, expect, test } from 'vitest';
import { maybeDone, type ObservedCall } from '../../../electron/core/constant-contact/client.ts';
import { quotaResumesAt } from '../../../electron/core/constant-contact/governor.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { type Answer, failureOf, fakeService, networkError, reply } from './fake-service.ts';

const list = { list_id: 'l1', name: 'March' };
const throttled = reply(429, { error_key: 'throttled', error_message: 'Too Many Requests' });
const unauthorised = reply(401, { error_key: 'unauthorized', error_message: 'Unauthorized' });

async function code(work: Promise<unknown>): Promise<string> {
  const error = await failureOf(work);
  if (!(error instanceof RulepostError)) throw error;
  return error.code;
}

describe('a request', () => {
  test('carries token, address, query and body', async () => {
    const { client, asked } = fakeService([reply(201, list)]);
    await client.lists.create({ name: 'March', description: 'new' });
    await client.lists.get('a/b', { membershipCount: 'active' });
    expect(asked[0]).toMatchObject({
      method: 'POST',
      body: { name: 'March', description: 'new' },
      redirect: 'manual',
    });
    expect(asked[0]?.url.href).toBe('https://api.example.test/v3/contact_lists');
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer token-1');
    expect(asked[0]?.headers.get('content-type')).toBe('application/json');
    expect(asked[1]?.url.href).toBe(
      'https://api.example.test/v3/contact_lists/a%2Fb?include_membership_count=active',
    );
    expect(asked[1]?.headers.has('content-type')).toBe(false);
  });

  test.each(['', '.', '..'])('never leaves for the id "%s"', async (id) => {
    const { client, asked } = fakeService([reply(204)]);
    expect(await code(client.contacts.remove(id))).toBe('not-found');
    expect(asked).toHaveLength(0);
  });

  test('is observed and metered, each attempt by itself, without its query', async () => {
    const seen: ObservedCall[] = [];
    const { client } = fakeService([reply(503), reply(200, { contacts: [] })], {
      onCall: (call) => seen.push(call),
    });
    const meter = { calls: 0 };
    await client.contacts.find('ann@example.org', {}, { meter, priority: 'bridge' });
    expect(meter.calls).toBe(2);
    expect(seen).toMatchObject([
      { method: 'GET', path: '/v3/contacts', status: 503, priority: 'bridge' },
      { method: 'GET', path: '/v3/contacts', status: 200, priority: 'bridge' },
    ]);
  });

  test('is counted by the governor', async () => {
    const { client, governor } = fakeService([reply(200, list)]);
    await client.lists.get('l1');
    expect(governor.state().usedToday).toBe(1);
  });
});

describe('answers', () => {
  test('keep fields and values nobody knows yet', async () => {
    const { client } = fakeService([
      reply(200, { activity_id: 'a', state: 'sleeping', novelty: { x: 1 } }),
    ]);
    const activity = await client.activities.get('a');
    expect(activity.state).toBe('sleeping');
    expect(activity.novelty).toEqual({ x: 1 });
  });

  test.each([
    [
      'null for every optional field',
      { list_id: 'l', name: 'n', description: null, membership_count: null },
    ],
    ['only what must be there', { list_id: 'l', name: 'n' }],
  ])('may hold %s', async (_, body) => {
    const { client } = fakeService([reply(200, body)]);
    await expect(client.lists.get('l')).resolves.toMatchObject({ name: 'n' });
  });

  test('any 2xx is success, and where nobody needs the body it may be anything', async () => {
    for (const answer of [
      reply(201, []),
      reply(201, '"2026-03-02T09:00:00Z"'),
      reply(201, '<html>'),
    ]) {
      const { client } = fakeService([answer]);
      await expect(client.emails.schedule('a')).resolves.toBeUndefined();
    }
  });

  test('empty, cut off, HTML: asked again, then told plainly', async () => {
    for (const body of ['', '{"list_id": "l1", "na', '<html><title>Sign in</title></html>']) {
      const { client, asked } = fakeService([reply(200, body)]);
      expect(await code(client.lists.get('l1'))).toBe('unexpected-answer');
      expect(asked).toHaveLength(4);
    }
  });

  test('of another shape: told at once, asking again would not help', async () => {
    const { client, asked } = fakeService([reply(200, { list_id: 7 })]);
    const error = await failureOf(client.lists.get('l1'));
    expect(error).toMatchObject({ code: 'unexpected-answer' });
    expect((error as Error).message).toContain('list_id');
    expect(maybeDone(error)).toBe(false);
    expect(asked).toHaveLength(1);
  });
});

describe('a refused token', () => {
  test('is reported and replaced once', async () => {
    const { client, asked, rejected } = fakeService([unauthorised, reply(200, list)]);
    await client.lists.get('l1');
    expect(rejected).toEqual(['token-1']);
    expect(asked[1]?.headers.get('authorization')).toBe('Bearer token-2');
  });

  test('twice in a row ends the call', async () => {
    const { client, asked, rejected } = fakeService([unauthorised]);
    expect(await code(client.lists.get('l1'))).toBe('call-refused');
    expect(asked).toHaveLength(2);
    expect(rejected).toEqual(['token-1']);
  });

  test('what the keeper throws is thrown, and uses no call', async () => {
    const { client, asked, governor } = fakeService([reply(200, list)], {
      tokens: {
        accessToken: () => Promise.reject(new RulepostError('reconnect-needed')),
        rejected: () => {},
      },
    });
    expect(await code(client.lists.get('l1'))).toBe('reconnect-needed');
    expect(asked).toHaveLength(0);
    expect(governor.state().usedToday).toBe(0);
  });
});

describe('repeating', () => {
  const passing: [string, Answer][] = [
    ['503', reply(503)],
    ['500 with HTML', reply(500, '<html><title>Oops</title></html>')],
    ['a broken connection', networkError('ECONNRESET')],
    ['a refused connection', networkError('ECONNREFUSED', 'connect')],
    ['"too many calls"', throttled],
  ];

  test.each(passing)('a safe call goes through after %s', async (_, failure) => {
    const { client, asked } = fakeService([failure, failure, failure, reply(200, list)]);
    await expect(client.lists.get('l1')).resolves.toMatchObject(list);
    const waits = asked.slice(1).map((one, index) => one.at - (asked[index]?.at ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(500);
    expect(waits[2]).toBeGreaterThan(waits[0] ?? 0);
  });

  test.each([
    ['503', reply(503), 'service-unavailable'],
    ['a broken connection', networkError('ECONNRESET'), 'offline'],
    ['"too many calls"', throttled, 'throttled'],
  ])('a safe call gives up when %s does not pass', async (_, failure, expected) => {
    const { client, asked } = fakeService([failure]);
    expect(await code(client.lists.get('l1'))).toBe(expected);
    expect(asked).toHaveLength(4);
  });

  test.each([
    ['a refused connection', networkError('ECONNREFUSED', 'connect')],
    ['an unknown address', networkError('ENOTFOUND', 'getaddrinfo')],
    ['a connection that took too long', networkError('ETIMEDOUT', 'connect')],
    ['no network (Chromium)', new TypeError('net::ERR_INTERNET_DISCONNECTED')],
    ['"too many calls"', throttled],
  ])('an unsafe call is repeated after %s: it was not taken', async (_, failure) => {
    const { client, asked } = fakeService([failure, reply(201, list)]);
    await expect(client.lists.create({ name: 'March' })).resolves.toMatchObject(list);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['503', reply(503)],
    ['a broken connection', networkError('ECONNRESET')],
    ['a connection timing out while read', networkError('ETIMEDOUT', 'read')],
    ['an answer cut off', reply(201, '{"list_id"')],
    ['an answer of another shape', reply(201, {})],
    ['a lost connection (Chromium)', new TypeError('net::ERR_CONNECTION_RESET')],
  ])('an unsafe call is not repeated after %s, and says "maybe done"', async (_, failure) => {
    const { client, asked } = fakeService([failure]);
    const error = await failureOf(client.lists.create({ name: 'March' }));
    expect(maybeDone(error)).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 409, 415])(
    'a plain refusal (%i) is not "maybe done"',
    async (status) => {
      const { client } = fakeService([reply(status)]);
      expect(maybeDone(await failureOf(client.emails.schedule('a')))).toBe(false);
    },
  );

  test('the first, lost attempt of a safe change is remembered', async () => {
    const { client } = fakeService([networkError('ECONNRESET'), reply(404)]);
    const error = await failureOf(client.contacts.remove('c1'));
    expect(error).toMatchObject({ code: 'not-found' });
    expect(maybeDone(error)).toBe(true);
  });

  test('"too many calls" holds the governor back, longer than the call itself would wait', async () => {
    const { client, asked } = fakeService([throttled, reply(200, list)]);
    await client.lists.get('l1');
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  test('a pause the service asks for is kept, up to a minute', async () => {
    const { client, asked } = fakeService([
      reply(503, '', { 'retry-after': '20' }),
      reply(503, '', { 'retry-after': '86400' }),
      reply(200, list),
    ]);
    await client.lists.get('l1');
    const at = asked.map((one) => one.at - (asked[0]?.at ?? 0));
    expect(at).toEqual([0, 20_000, 80_000]);
  });
});

describe('limits', () => {
  const never: Answer = (_asked, init) =>
    new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });

  test('an answer that never comes is a lost network, and a send may be done', async () => {
    const { client, asked } = fakeService([never], { timeoutMs: 10 });
    const error = await failureOf(client.emails.schedule('a'));
    expect(error).toMatchObject({ code: 'offline' });
    expect(maybeDone(error)).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test('a body that stops halfway counts as no answer', async () => {
    const stuck: Answer = (_asked, init) =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"list_id":'));
            init.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
          },
        }),
      );
    const { client } = fakeService([stuck], { timeoutMs: 10 });
    expect(await code(client.lists.get('l1'))).toBe('offline');
  });

  test('the caller may stop a call under way; the reason is the caller’s own', async () => {
    const { client } = fakeService([never]);
    const stop = new AbortController();
    const stopped = failureOf(client.lists.get('l1', {}, { signal: stop.signal }));
    setTimeout(() => stop.abort(new Error('shutting down')), 5);
    await expect(stopped).resolves.toMatchObject({ message: 'shutting down' });
  });

  test('the day’s quota: everything stops until midnight UTC', async () => {
    const { client, asked, governor } = fakeService([
      reply(429, { error_key: 'quota_exceeded', error_message: 'Limit Exceeded' }),
    ]);
    const error = await failureOf(client.lists.get('l1', {}, { priority: 'person' }));
    expect(quotaResumesAt(error)).toBe(governor.state().parkedUntil);
    expect(new Date(quotaResumesAt(error) ?? 0).toISOString()).toMatch(/T00:00:00.000Z$/);
    expect(await code(client.tags.list().pages()[Symbol.asyncIterator]().next())).toBe(
      'quota-exceeded',
    );
    expect(asked).toHaveLength(1);
  });
});

describe('where the token goes', () => {
  test.each([301, 302, 307, 308])('a redirect (%i) is not followed', async (status) => {
    const { client, asked } = fakeService([
      reply(status, '', { location: 'https://evil.example/v3/contact_lists/l1' }),
    ]);
    expect(await code(client.lists.get('l1'))).toBe('unexpected-answer');
    expect(asked).toHaveLength(1);
  });

  test('it appears in no error, whatever the service or the network says back', async () => {
    const echo: Answer = (asked) =>
      reply(400, [
        { error_key: 'x', error_message: `bad header ${asked.headers.get('authorization')}` },
      ]);
    const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
    const broken = new TypeError(`invalid header value "Bearer token-1"`);
    const bare: Answer = (asked) =>
      reply(400, `refused: ${asked.headers.get('authorization')?.slice(7)}`);
    for (const answer of [echo, bare, reply(400, `refused: ${jwt}`), broken]) {
      const error = await failureOf(fakeService([answer]).client.lists.get('l1'));
      const { message, details, cause } = error as RulepostError;
      const all = JSON.stringify([message, details, cause, String((cause as Error).cause)]);
      expect(all).not.toContain('token-1');
      expect(all).not.toContain(jwt);
    }
  });
});
