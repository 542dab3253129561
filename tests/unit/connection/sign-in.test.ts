import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSignIn, type SignIn } from '../../../electron/core/connection/sign-in.ts';
import type { RulepostError } from '../../../shared/errors/problem.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createScriptedFetch, DAY } from './support.ts';

const authUrl = 'https://auth.example/v1';
const redirectUri = 'http://localhost:18471/oauth/callback';
const pkce = { flow: 'pkce', clientId: 'abc-123', clientSecret: null } as const;
const secret = { flow: 'secret', clientId: 'abc-123', clientSecret: 's3cret/+%' } as const;
const grant = { access_token: 'at', token_type: 'Bearer', expires_in: 86_400, refresh_token: 'rt' };

let clock: ReturnType<typeof createFakeClock>;
let service: ReturnType<typeof createScriptedFetch>;
let signIn: SignIn;
beforeEach(() => {
  clock = createFakeClock();
  service = createScriptedFetch();
  signIn = createSignIn({ authUrl, fetch: service.fetch, clock });
});

const thrown = (work: Promise<unknown>): Promise<RulepostError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error) => error,
  );

describe('the address to open', () => {
  it('asks for the least that is needed, with a challenge', async () => {
    const verifier = 'v'.repeat(43);
    const request = { clientId: 'abc-123', redirectUri, state: 's1', verifier };
    const url = new URL(await signIn.authorizeUrl(request));
    expect(url.origin + url.pathname).toBe(`${authUrl}/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'abc-123',
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'account_read contact_data campaign_data offline_access',
      state: 's1',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    expect(url.search).not.toContain('%2B');
  });

  it('goes without a challenge in the flow with a secret', async () => {
    const request = { clientId: 'abc-123', redirectUri, state: 's1', verifier: null };
    expect(await signIn.authorizeUrl(request)).not.toContain('challenge');
  });
});

describe('requests for tokens', () => {
  it('exchange a code with its verifier and no secret', async () => {
    service.json(grant);
    const answer = { code: 'c1', redirectUri, verifier: 'v'.repeat(43) };
    expect(await signIn.exchangeCode(pkce, answer)).toEqual({
      accessToken: 'at',
      refreshToken: 'rt',
      receivedAt: clock.now(),
      expiresAt: clock.now() + DAY,
    });
    const [asked] = service.asked;
    expect(asked?.url).toBe(`${authUrl}/token`);
    expect(asked?.headers.has('authorization')).toBe(false);
    expect(Object.fromEntries(asked?.body ?? [])).toEqual({
      client_id: 'abc-123',
      code: 'c1',
      redirect_uri: redirectUri,
      grant_type: 'authorization_code',
      code_verifier: 'v'.repeat(43),
    });
  });

  it('exchange a code with the secret, plain in Basic as the guide shows it', async () => {
    service.json(grant);
    await signIn.exchangeCode(secret, { code: 'c1', redirectUri, verifier: null });
    const [asked] = service.asked;
    const basic = Buffer.from('abc-123:s3cret/+%').toString('base64');
    expect(asked?.headers.get('authorization')).toBe(`Basic ${basic}`);
    expect(Object.fromEntries(asked?.body ?? [])).toEqual({
      code: 'c1',
      redirect_uri: redirectUri,
      grant_type: 'authorization_code',
    });
  });

  it.each([
    [pkce, { client_id: 'abc-123', redirect_uri: redirectUri }],
    [secret, {}],
    [{ ...pkce, flow: 'device' } as const, { client_id: 'abc-123' }],
  ])('refresh as each flow wants it (%#)', async (client, more) => {
    service.json(grant);
    await signIn.refresh(client, 'rt0', redirectUri);
    expect(Object.fromEntries(service.asked[0]?.body ?? [])).toEqual({
      refresh_token: 'rt0',
      grant_type: 'refresh_token',
      ...more,
    });
  });

  it('never leave without the secret that the flow needs', async () => {
    const error = await thrown(signIn.refresh({ ...secret, clientSecret: null }, 'rt0', null));
    expect(error.code).toBe('client-secret-missing');
    expect(service.asked).toEqual([]);
  });
});

describe('answers', () => {
  const refresh = () => signIn.refresh(pkce, 'rt0', redirectUri);

  it.each([
    ['a duration', 3_600, 3_600_000],
    ['a duration in quotes', '3600', 3_600_000],
    ['nothing', undefined, DAY],
  ])('with %s as expires_in', async (_name, expires_in, life) => {
    service.json({ ...grant, expires_in });
    expect((await refresh()).expiresAt).toBe(clock.now() + life);
  });

  it('with a point in time as expires_in', async () => {
    service.json({ ...grant, expires_in: clock.now() / 1_000 + 600 });
    expect((await refresh()).expiresAt).toBe(clock.now() + 600_000);
  });

  it('may carry an id_token nobody asked for, and come as plain text', async () => {
    service.answer(() => new Response(JSON.stringify({ ...grant, id_token: 'not.a.jwt' })));
    expect((await refresh()).accessToken).toBe('at');
  });

  it('may leave the refresh token out', async () => {
    service.json({ ...grant, refresh_token: undefined });
    expect((await refresh()).refreshToken).toBeNull();
  });
});

describe('failures', () => {
  const refresh = () => thrown(signIn.refresh(pkce, 'rt0-secret', redirectUri));
  const exchange = () =>
    thrown(signIn.exchangeCode(pkce, { code: 'c1', redirectUri, verifier: 'v'.repeat(43) }));

  it('of a dead refresh token are final', async () => {
    service.json({ error: 'invalid_grant', error_description: 'The refresh token is …' }, 400);
    expect((await refresh()).code).toBe('reconnect-needed');
  });

  it('of a used code ask to begin again', async () => {
    service.json({ error: 'invalid_grant' }, 400);
    expect((await exchange()).code).toBe('consent-stale');
  });

  it.each(['invalid_client', 'unauthorized_client'])('of the API key: %s', async (error) => {
    service.json({ error, error_description: 'No such <b>client</b>.' }, 401);
    const failure = await refresh();
    expect(failure.code).toBe('client-refused');
    expect(failure.message).toContain('No such b client /b');
  });

  it('401 with a challenge but without words is about the API key, too', async () => {
    const headers = { 'www-authenticate': 'Basic realm="x"' };
    service.answer(() => new Response('', { status: 401, headers }));
    expect((await refresh()).code).toBe('client-refused');
  });

  it('unknown refusals of a refresh need a person but do not end the connection', async () => {
    service.json({ error: 'invalid_scope' }, 400);
    expect((await refresh()).code).toBe('client-refused');
  });

  it.each([
    ['500', () => new Response('oops', { status: 500 })],
    ['503 with JSON', () => Response.json({ error: 'server_error' }, { status: 503 })],
    ['429', () => Response.json({ error: 'throttled' }, { status: 429 })],
    ['400 with a page', () => new Response('<html>', { status: 400 })],
    ['a sign-in page of the network', () => new Response('<html>Welcome to the hotel</html>')],
    ['half an answer', () => new Response('{"access_token":"a')],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: '/x' } })],
    ['nothing', () => new Response(null, { status: 204 })],
    [
      'temporarily_unavailable',
      () => Response.json({ error: 'temporarily_unavailable' }, { status: 400 }),
    ],
  ])('%s passes', async (_name, answer) => {
    service.answer(answer);
    expect((await refresh()).code).toBe('offline');
  });

  it('of the network pass, and say why', async () => {
    service.answer(() => {
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }),
      });
    });
    const failure = await refresh();
    expect(failure.code).toBe('offline');
    expect(failure.message).toContain('its address could not be found');
  });

  it('include silence', async () => {
    const slow: SignIn = createSignIn({
      authUrl,
      clock,
      timeoutMs: 20,
      fetch: (_url, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        }),
    });
    const failure = await thrown(slow.refresh(pkce, 'rt0', null));
    expect(failure.code).toBe('offline');
    expect(failure.message).toContain('did not answer within');
  });

  it('never carry a token, whatever the answer was', async () => {
    service.json({ ...grant, access_token: 'at-secret', token_type: 7 });
    service.json({ ...grant, access_token: 'at-secret', expires_in: -1 });
    for (const failure of [await refresh(), await refresh()]) {
      const everything = JSON.stringify(failure, Object.getOwnPropertyNames(failure));
      expect(everything + failure.stack).not.toMatch(/at-secret|rt0-secret/);
      expect(failure.cause).toBeUndefined();
    }
  });
});

describe('plain http', () => {
  const at = (url: string) => () => createSignIn({ authUrl: url, fetch: service.fetch, clock });

  it.each(['http://127.0.0.1:1/v1', 'http://localhost:1/v1', 'http://[::1]:1/v1'])(
    'is for this machine alone: %s',
    async (url) => {
      service.json(grant);
      expect((await at(url)().refresh(pkce, 'rt0', null)).accessToken).toBe('at');
    },
  );

  it.each(['http://auth.example/v1', 'http://127.0.0.1.evil.example', 'ftp://x', 'nonsense'])(
    'is refused elsewhere: %s',
    (url) => {
      expect(at(url)).toThrow('not secure');
    },
  );
});

describe('the device flow', () => {
  const device = {
    device_code: 'dc',
    user_code: 'ABCD-EFGH',
    verification_uri: 'https://auth.example/device',
    expires_in: 600,
  };

  it('reads what the service offers', async () => {
    service.json({ ...device, verification_uri_complete: 'https://auth.example/device?c=1' });
    expect(await signIn.startDevice('abc-123')).toEqual({
      deviceCode: 'dc',
      userCode: 'ABCD-EFGH',
      verificationUri: 'https://auth.example/device',
      verificationUriComplete: 'https://auth.example/device?c=1',
      expiresAt: clock.now() + 600_000,
      interval: 5_000,
    });
    expect(service.asked[0]?.url).toBe(`${authUrl}/device/authorize`);
    expect(service.asked[0]?.body.get('scope')).toContain('offline_access');
  });

  it.each(['javascript:alert(1)', 'http://evil.example/', 'file:///etc/passwd'])(
    'does not send anybody to %s',
    async (address) => {
      service.json({ ...device, verification_uri_complete: address });
      expect((await thrown(signIn.startDevice('abc-123'))).code).toBe('address-not-secure');
    },
  );

  it.each([
    ['authorization_pending', 'pending'],
    ['slow_down', 'slow-down'],
  ])('%s means %s', async (error, meaning) => {
    service.json({ error }, 400);
    expect(await signIn.pollDevice('abc-123', 'dc')).toBe(meaning);
  });

  it.each([
    ['access_denied', 'consent-denied'],
    ['expired_token', 'attempt-expired'],
    ['invalid_grant', 'attempt-expired'],
  ])('%s ends it with %s', async (error, code) => {
    service.json({ error }, 400);
    const failure = await thrown(signIn.pollDevice('abc-123', 'dc'));
    expect(failure.code).toBe(code);
  });
});
