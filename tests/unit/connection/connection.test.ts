/** Connecting, in every way, against the practice account on a fake clock. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAppProtocolReceiver } from '../../../electron/core/connection/receivers/app-protocol.ts';
import { connectionStatusSchema } from '../../../shared/contract/schemas.ts';
import { findDeepLink } from '../../../shared/deep-link.ts';
import { type ConnectionStage, createConnectionStage } from './connection-stage.ts';
import { code, DAY, freePort, HOUR } from './support.ts';

let stage: ConnectionStage;
beforeEach(() => {
  stage = createConnectionStage();
});
afterEach(() => stage.dispose());

describe('connecting', () => {
  it('starts from nothing, and the status says so', async () => {
    const connection = await stage.open({});
    const status = connection.status();
    expect(connectionStatusSchema.parse(status)).toEqual(status);
    expect(status).toMatchObject({
      state: 'not-connected',
      clientId: null,
      account: null,
      problem: null,
    });
    expect(await code(connection.begin({ flow: 'pkce', open: false }))).toBe('client-id-missing');
    expect(await code(connection.accessToken())).toBe('not-connected');
    expect(connection.attempt()).toBeNull();
  });

  it('with PKCE, the address pasted', async () => {
    const began = stage.clock.now();
    const connection = await stage.open();
    expect(await stage.connect(connection)).toMatchObject({ state: 'connected', problem: null });
    const status = connection.status();
    expect(connectionStatusSchema.parse(status)).toEqual(status);
    expect(status).toMatchObject({
      state: 'connected',
      clientId: 'practice',
      hasClientSecret: false,
      missing: [],
      connectedAt: began,
      lastRefreshAt: null,
      accessTokenExpiresAt: began + DAY,
      endsUnlessUsedBy: began + 180 * DAY,
      protection: stage.box.protection,
      problem: null,
    });
    expect(status.account?.organisation).not.toBe('');
    expect(stage.changes).toContain('connected');
    expect(await connection.accessToken()).toMatch(/\./);
  });

  it('by the redirect to a local port, whose page names the account', async () => {
    const port = await freePort();
    stage.practice.redirectUris.push(`http://localhost:${port}/oauth/callback`);
    const connection = await stage.open({ clientId: 'practice', redirectPorts: [port] });
    const attempt = await connection.begin({ flow: 'pkce', open: false });
    expect(attempt.redirectUri).toBe(`http://localhost:${port}/oauth/callback`);
    const page = await fetch(await stage.practice.answerConsent(attempt.url));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Connected as Harbour Street Books.');
    expect(connection.attempt()?.state).toBe('connected');
  });

  it("with the app's own protocol", async () => {
    const connection = await stage.open({ clientId: 'practice' }, [createAppProtocolReceiver()]);
    const attempt = await connection.begin({ flow: 'pkce', open: true });
    expect(stage.opened).toEqual([attempt.url]);
    expect(attempt.redirectUri).toBe('app.rulepost:/oauth/callback');
    const landed = await stage.practice.answerConsent(attempt.url);
    await connection.redirected(findDeepLink(['rulepost', landed]) ?? expect.unreachable());
    expect(connection.status().state).toBe('connected');
  });

  it('with a client secret given by a person', async () => {
    const connection = await stage.open({});
    await connection.setClient({ clientId: 'practice-secret' });
    expect(await code(connection.begin({ flow: 'secret', open: false }))).toBe(
      'client-secret-missing',
    );
    await connection.setClient({ clientId: 'practice-secret', clientSecret: 'practice-only' });
    expect(connection.status()).toMatchObject({ hasClientSecret: true });
    expect((await stage.connect(connection, 'secret')).state).toBe('connected');
    await stage.clock.advance(DAY);
    expect(await connection.accessToken()).toMatch(/\./);
    expect(connection.status().state).toBe('connected');
    expect(JSON.stringify([...stage.settings])).not.toContain('practice-only');
  });

  it('with a wrong client secret says that the API key is refused', async () => {
    const connection = await stage.open({ clientId: 'practice-secret', clientSecret: 'wrong' });
    expect(await stage.connect(connection, 'secret')).toMatchObject({
      state: 'failed',
      problem: { code: 'client-refused' },
    });
    expect(connection.status().state).toBe('not-connected');
  });

  it('with a device code', async () => {
    const connection = await stage.open();
    const attempt = await connection.begin({ flow: 'device', open: false });
    await stage.clock.advance(20_000);
    await stage.practice.answerDevice(attempt.device?.userCode ?? '');
    await stage.clock.advance(10_000);
    expect(connection.attempt()?.state).toBe('connected');
    await stage.clock.advance(DAY);
    expect(await connection.accessToken()).toMatch(/\./);
  });

  it('with a device code that brings no lasting permission says so', async () => {
    stage.practice.switches.deviceFlowRefreshToken = false;
    const connection = await stage.open();
    const attempt = await connection.begin({ flow: 'device', open: false });
    await stage.practice.answerDevice(attempt.device?.userCode ?? '');
    await stage.clock.advance(10_000);
    expect(connection.status()).toMatchObject({
      state: 'connected',
      problem: { code: 'connection-not-lasting' },
    });
  });

  it.each(['pkce', 'device'] as const)(
    'refused by the person (%s) connects nothing',
    async (flow) => {
      const connection = await stage.open();
      const attempt = await connection.begin({ flow, open: false });
      if (flow === 'device') {
        await stage.practice.answerDevice(attempt.device?.userCode ?? '', 'deny');
        await stage.clock.advance(10_000);
      } else {
        await connection.paste(await stage.practice.answerConsent(attempt.url, 'deny'));
      }
      expect(connection.attempt()).toMatchObject({
        state: 'failed',
        problem: { code: 'consent-denied' },
      });
      expect(connection.status().state).toBe('not-connected');
    },
  );

  it('pasting the wrong thing is said, and the attempt goes on', async () => {
    const connection = await stage.open();
    expect(
      await code(connection.paste('http://localhost:18471/oauth/callback?code=c&state=s')),
    ).toBe('answer-unexpected');
    const attempt = await connection.begin({ flow: 'pkce', open: false });
    expect(await code(connection.paste(attempt.url))).toBe('answer-not-ours');
    expect(
      await code(connection.paste('http://localhost:18471/oauth/callback?code=c&state=s')),
    ).toBe('answer-foreign');
    expect(connection.attempt()?.state).toBe('waiting');
    const landed = await stage.practice.answerConsent(attempt.url);
    expect((await stage.drive(connection.paste(` <${landed}>\n`))).state).toBe('connected');
    expect(await code(connection.paste(landed))).toBe('answer-used');
    expect(connection.attempt()?.state).toBe('connected');
  });

  it('with a secret box that is locked is stopped before anybody consents', async () => {
    const connection = await stage.open();
    stage.box.trouble.read = Object.assign(new Error('locked'), { code: 'secrets-unreadable' });
    expect(await code(connection.begin({ flow: 'pkce', open: false }))).toBe('secrets-unreadable');
  });

  it('stands although the account cannot be read at that moment', async () => {
    const connection = await stage.open();
    await connection.start();
    stage.practice.faults.add({ kind: 'status', status: 403, path: '/account/summary' });
    expect((await stage.connect(connection)).state).toBe('connected');
    expect(connection.status()).toMatchObject({ state: 'connected', account: null });
    expect(connection.status().problem).not.toBeNull();
    await stage.clock.advance(2 * HOUR);
    expect(connection.status()).toMatchObject({ problem: null });
    expect(connection.status().account).not.toBeNull();
  });
});
