import { describe, expect, test } from 'vitest';
import { allScopes, authorizeUrl, newVerifier, openPractice, redirectUri } from './open.ts';

const day = 86_400_000;

async function consent(p: Awaited<ReturnType<typeof openPractice>>, verifier: string) {
  const location = await p.account.answerConsent(authorizeUrl({}, verifier));
  return new URL(location).searchParams.get('code') ?? '';
}

const exchange = (code: string, verifier: string, changes: Record<string, string> = {}) => ({
  grant_type: 'authorization_code',
  client_id: 'practice',
  redirect_uri: redirectUri,
  code,
  code_verifier: verifier,
  ...changes,
});

const refresh = (token: string, changes: Record<string, string> = {}) => ({
  grant_type: 'refresh_token',
  client_id: 'practice',
  refresh_token: token,
  ...changes,
});

describe('consent', () => {
  test('shows a page that says what it is and asks', async () => {
    const p = await openPractice({ connected: false });
    const response = await p.account.fetch(authorizeUrl());
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('PRACTICE ACCOUNT');
    expect(html).toContain('Harbour Street Books');
    expect(html).toMatch(/<button[^>]*>Allow<\/button>/);
    expect(html).toMatch(/<button[^>]*>Deny<\/button>/);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test.each([
    ['an unknown client', { client_id: 'somebody' }],
    ['a foreign redirect', { redirect_uri: 'https://elsewhere.example/' }],
    ['another port', { redirect_uri: 'http://localhost:18472/oauth/callback' }],
    ['a trailing slash', { redirect_uri: `${redirectUri}/` }],
    ['127.0.0.1 for localhost', { redirect_uri: 'http://127.0.0.1:18471/oauth/callback' }],
    ['no redirect', { redirect_uri: null }],
  ])('%s gets a page, never a redirect', async (_, changes) => {
    const p = await openPractice({ connected: false });
    const response = await p.account.fetch(authorizeUrl(changes));
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
  });

  test('registered redirects work: the three ports, the app protocol and added ones', async () => {
    const p = await openPractice({ connected: false, redirectUris: ['http://localhost:9/x'] });
    for (const uri of [
      'http://localhost:28471/oauth/callback',
      'http://localhost:38471/oauth/callback',
      'app.rulepost:/oauth/callback',
      'http://localhost:9/x',
    ]) {
      const location = await p.account.answerConsent(authorizeUrl({ redirect_uri: uri }));
      expect(location.startsWith(`${uri}?code=`)).toBe(true);
    }
  });

  test('Deny comes back as an error with the state', async () => {
    const p = await openPractice({ connected: false });
    const location = new URL(await p.account.answerConsent(authorizeUrl(), 'deny'));
    expect(location.searchParams.get('error')).toBe('access_denied');
    expect(location.searchParams.get('error_description')).not.toBe('');
    expect(location.searchParams.get('state')).toBe('state-1');
    expect(location.searchParams.has('code')).toBe(false);
  });

  test.each([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_scope', { scope: 'contact_data everything' }],
    ['invalid_scope', { scope: 'contact_data+campaign_data' }],
    ['invalid_scope', { scope: null }],
    ['invalid_request', { state: null }],
    ['invalid_request', { code_challenge: null }],
    ['invalid_request', { code_challenge_method: 'plain' }],
  ])('%s for %o', async (error, changes) => {
    const p = await openPractice({ connected: false });
    const location = await p.account.answerConsent(authorizeUrl(changes));
    expect(new URL(location).searchParams.get('error')).toBe(error);
  });

  test('one press of a button is all a page is good for', async () => {
    const p = await openPractice({ connected: false });
    const html = await (await p.account.fetch(authorizeUrl())).text();
    const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const press = () =>
      p.account.fetch('http://127.0.0.1/oauth2/default/v1/authorize', {
        method: 'POST',
        body: new URLSearchParams({ request, decision: 'allow' }),
        redirect: 'manual',
      });
    expect((await press()).status).toBe(302);
    expect((await press()).status).toBe(400);
  });
});

describe('codes', () => {
  test('a code is good once', async () => {
    const p = await openPractice({ connected: false });
    const verifier = newVerifier();
    const code = await consent(p, verifier);
    expect((await p.token(exchange(code, verifier))).status).toBe(200);
    const again = await p.token(exchange(code, verifier));
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
  });

  test('a code is good for five minutes', async () => {
    const p = await openPractice({ connected: false });
    const verifier = newVerifier();
    const inTime = await consent(p, verifier);
    const tooLate = await consent(p, verifier);
    await p.clock.advance(5 * 60_000 - 1);
    expect((await p.token(exchange(inTime, verifier))).status).toBe(200);
    await p.clock.advance(1);
    expect((await p.token(exchange(tooLate, verifier))).body.error).toBe('invalid_grant');
  });

  test.each([
    ['another verifier', { code_verifier: newVerifier() }],
    ['a verifier that is too short', { code_verifier: 'short' }],
    ['another redirect', { redirect_uri: 'http://localhost:28471/oauth/callback' }],
  ])('%s is refused', async (_, changes) => {
    const p = await openPractice({ connected: false });
    const verifier = newVerifier();
    const answer = await p.token(exchange(await consent(p, verifier), verifier, changes));
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
  });

  test('parameters may stand in the query', async () => {
    const p = await openPractice({ connected: false });
    const verifier = newVerifier();
    const params = new URLSearchParams(exchange(await consent(p, verifier), verifier));
    const url = `http://127.0.0.1/oauth2/default/v1/token?${params}`;
    expect((await p.account.fetch(url, { method: 'POST' })).status).toBe(200);
  });

  test('a client with a secret needs Basic, and no challenge', async () => {
    const p = await openPractice({
      connected: false,
      clients: [{ id: 'shop', name: 'Shop', secret: 's3cret' }],
    });
    const url = authorizeUrl({
      client_id: 'shop',
      code_challenge: null,
      code_challenge_method: null,
    });
    const code = new URL(await p.account.answerConsent(url)).searchParams.get('code') ?? '';
    const params = { grant_type: 'authorization_code', redirect_uri: redirectUri, code };
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`shop:${secret}`).toString('base64')}`,
    });
    for (const answer of [
      await p.token(params, basic('wrong')),
      await p.token({ ...params, client_id: 'shop' }),
      await p.token({ ...params, client_id: 'nobody' }),
    ]) {
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }
    expect((await p.token(params, basic('s3cret'))).status).toBe(200);
  });
});

describe('tokens', () => {
  test('look like the real ones', async () => {
    const p = await openPractice({ connected: false });
    const tokens = await p.connect();
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 86_400, scope: allScopes });
    expect(tokens.access_token.length).toBeGreaterThanOrEqual(1_000);
    expect(tokens.access_token.length).toBeLessThanOrEqual(1_200);
    const [header, claims] = tokens.access_token
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect(header).toMatchObject({ alg: 'RS256' });
    expect(claims).toMatchObject({
      aud: 'https://api.cc.email/v3',
      cid: 'practice',
      iat: p.clock.now() / 1000,
      exp: p.clock.now() / 1000 + 86_400,
      scp: allScopes.split(' '),
    });
  });

  test('expires_in may be an epoch time', async () => {
    const p = await openPractice({ connected: false, switches: { expiresIn: 'epoch' } });
    expect((await p.connect()).expires_in).toBe(p.clock.now() / 1000 + 86_400);
  });

  test('without offline_access no refresh token comes, and no error', async () => {
    const p = await openPractice({ connected: false });
    expect(await p.connect('contact_data')).not.toHaveProperty('refresh_token');
  });

  test('an access token lives 24 hours', async () => {
    const p = await openPractice();
    await p.clock.advance(day - 1);
    expect((await p.get('/contact_lists')).status).toBe(200);
    await p.clock.advance(1);
    const answer = await p.get('/contact_lists');
    expect(answer).toMatchObject({
      status: 401,
      body: { error_key: 'unauthorized', error_message: 'Unauthorized' },
    });
  });

  test('revoking ends access and refresh tokens', async () => {
    const p = await openPractice({ connected: false });
    const { refresh_token } = await p.connect();
    p.account.revokeTokens();
    expect((await p.get('/contact_lists')).status).toBe(401);
    expect((await p.token(refresh(refresh_token))).body.error).toBe('invalid_grant');
  });
});

describe('refresh', () => {
  test('rotates: the old token is refused at once, the new one goes on', async () => {
    const p = await openPractice({ connected: false });
    const first = await p.connect();
    const second = (await p.token(refresh(first.refresh_token))).body;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const old = await p.token(refresh(first.refresh_token));
    expect(old).toMatchObject({
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: 'The refresh token is invalid or expired.',
      },
    });
    expect((await p.token(refresh(second.refresh_token))).status).toBe(200);
  });

  test('by switch, using an old token ends the connection', async () => {
    const p = await openPractice({
      connected: false,
      switches: { refreshReuseEndsConnection: true },
    });
    const first = await p.connect();
    const second = (await p.token(refresh(first.refresh_token))).body;
    await p.token(refresh(first.refresh_token));
    expect((await p.token(refresh(second.refresh_token))).body.error).toBe('invalid_grant');
  });

  test('by switch, an old token has its grace', async () => {
    const p = await openPractice({ connected: false, switches: { refreshGraceSeconds: 30 } });
    const { refresh_token } = await p.connect();
    await p.token(refresh(refresh_token));
    await p.clock.advance(30_000);
    expect((await p.token(refresh(refresh_token))).status).toBe(200);
    await p.clock.advance(1);
    expect((await p.token(refresh(refresh_token))).status).toBe(400);
  });

  test('by switch, tokens are long-lived: the same value stays', async () => {
    const p = await openPractice({ connected: false, switches: { refreshTokens: 'long-lived' } });
    const { refresh_token } = await p.connect();
    for (let round = 0; round < 3; round++) {
      expect((await p.token(refresh(refresh_token))).body.refresh_token).toBe(refresh_token);
    }
  });

  test.each(['rotating', 'long-lived'] as const)(
    '180 days of disuse end a %s token, use keeps it alive',
    async (refreshTokens) => {
      const p = await openPractice({ connected: false, switches: { refreshTokens } });
      let token = (await p.connect()).refresh_token;
      for (let half = 0; half < 3; half++) {
        await p.clock.advance(180 * day);
        token = (await p.token(refresh(token))).body.refresh_token;
      }
      await p.clock.advance(180 * day + 1);
      expect((await p.token(refresh(token))).body.error).toBe('invalid_grant');
    },
  );

  test('another redirect address is refused', async () => {
    const p = await openPractice({ connected: false });
    const { refresh_token } = await p.connect();
    const other = { redirect_uri: 'http://localhost:28471/oauth/callback' };
    expect((await p.token(refresh(refresh_token, other))).body.error).toBe('invalid_grant');
    expect((await p.token(refresh(refresh_token, { redirect_uri: redirectUri }))).status).toBe(200);
  });

  test('by switch, a new consent ends the older connection', async () => {
    const p = await openPractice({ connected: false, switches: { newConsentEndsOlder: true } });
    const older = await p.connect();
    await p.connect();
    expect((await p.token(refresh(older.refresh_token))).status).toBe(400);
  });

  test('an unknown grant type is refused', async () => {
    const p = await openPractice();
    const answer = await p.token({ grant_type: 'password', client_id: 'practice' });
    expect([answer.status, answer.body.error]).toEqual([400, 'unsupported_grant_type']);
  });
});
