import { expect, test } from 'vitest';
import { allScopes, type Body, type Opened, openPractice } from './open.ts';

const device = 'http://127.0.0.1/oauth2/default/v1/device';

async function begin(p: Opened, params: Record<string, string> = {}) {
  const response = await p.account.fetch(`${device}/authorize`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'practice', scope: allScopes, ...params }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const poll = (p: Opened, code: string) =>
  p.token({
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    client_id: 'practice',
    device_code: code,
  });

test('a code typed in elsewhere connects', async () => {
  const p = await openPractice({ connected: false });
  const { body } = await begin(p);
  expect(body).toMatchObject({ expires_in: 600, interval: 5, verification_uri: device });
  expect((await poll(p, body.device_code)).body.error).toBe('authorization_pending');

  const page = await (await p.account.fetch(body.verification_uri_complete)).text();
  expect(page).toContain('PRACTICE ACCOUNT');
  expect(page).toContain(`value="${body.user_code}"`);
  await p.account.answerDevice(body.user_code);

  await p.clock.advance(5_000);
  const tokens = await poll(p, body.device_code);
  expect(tokens.status).toBe(200);
  expect(tokens.body.refresh_token).toEqual(expect.any(String));
  await p.clock.advance(5_000);
  expect((await poll(p, body.device_code)).body.error).toBe('invalid_grant');
});

test('the page asks for consent once the code is typed, in any spelling', async () => {
  const p = await openPractice({ connected: false });
  const { body } = await begin(p);
  const response = await p.account.fetch(device, {
    method: 'POST',
    body: new URLSearchParams({ user_code: ` ${body.user_code.toLowerCase()} ` }),
  });
  expect(await response.text()).toMatch(/<button[^>]*>Allow<\/button>/);
});

test('a wrong code is told so', async () => {
  const p = await openPractice({ connected: false });
  const response = await p.account.fetch(device, {
    method: 'POST',
    body: new URLSearchParams({ user_code: 'NOPE-NOPE' }),
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('role="alert"');
});

test('Deny, haste and lateness have their errors', async () => {
  const p = await openPractice({ connected: false });
  const denied = (await begin(p)).body;
  await p.account.answerDevice(denied.user_code, 'deny');
  expect((await poll(p, denied.device_code)).body.error).toBe('access_denied');

  const hasty = (await begin(p)).body;
  await poll(p, hasty.device_code);
  await p.clock.advance(4_999);
  expect((await poll(p, hasty.device_code)).body.error).toBe('slow_down');
  // Whoever was told to slow down has to wait five seconds more.
  await p.clock.advance(9_999);
  expect((await poll(p, hasty.device_code)).body.error).toBe('slow_down');

  const late = (await begin(p)).body;
  await p.clock.advance(600_000);
  expect((await poll(p, late.device_code)).body.error).toBe('expired_token');
});

test('by switch, the device flow gives no refresh token', async () => {
  const p = await openPractice({ connected: false, switches: { deviceFlowRefreshToken: false } });
  const { body } = await begin(p);
  await p.account.answerDevice(body.user_code);
  expect((await poll(p, body.device_code)).body).not.toHaveProperty('refresh_token');
});

test('unknown clients and scopes are refused', async () => {
  const p = await openPractice({ connected: false });
  expect(await begin(p, { client_id: 'nobody' })).toMatchObject({ status: 401 });
  expect(await begin(p, { scope: 'everything' })).toMatchObject({ status: 400 });
});
