import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttpServer } from '../../../electron/service/http/server.ts';
import { key, type Served, serve } from './served.ts';

let served: Served;
beforeAll(async () => {
  served = await serve({ allowedHosts: ['localhost:9999'] });
});
afterAll(() => served.close());

const withKey = { authorization: `Bearer ${key}` };
const cancel = '/rpc/connection/cancel';

describe('the one-time link', () => {
  it('lets one browser in, once', async () => {
    const link = new URL(served.server.newLink());
    expect(link.searchParams.get('key')).toMatch(/^[\w-]{32,}$/);
    const first = await served.get(link.pathname + link.search);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const [cookie] = first.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(new RegExp(`^rulepost_${served.server.port}=[\\w-]{43}; Path=/; `));
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');

    const second = await served.get(link.pathname + link.search);
    expect(second.status).toBe(410);
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(second.text).toContain('rulepost open');
  });

  it('is not used up by looking ahead', async () => {
    const link = new URL(served.server.newLink());
    const path = link.pathname + link.search;
    expect((await served.get(path, {}, 'HEAD')).status).toBe(204);
    expect((await served.get(path, { 'sec-purpose': 'prefetch' })).status).toBe(204);
    expect((await served.get(path)).status).toBe(303);
  });

  it('is explained when it never was one', async () => {
    expect((await served.get('/open')).status).toBe(410);
    expect((await served.get('/open?key=guess')).status).toBe(410);
  });

  it('leads a browser that is in already to the page', async () => {
    const cookie = await served.signIn();
    expect((await served.get('/open?key=used', { cookie })).status).toBe(303);
  });

  it('comes anew for the command line, and for nobody else', async () => {
    const answer = await served.call('/cli/link', withKey);
    const { url } = JSON.parse(answer.text) as { url: string };
    const { pathname, search } = new URL(url);
    expect((await served.get(pathname + search)).status).toBe(303);
    expect((await served.call('/cli/link')).status).toBe(401);
    expect((await served.call('/cli/link', { cookie: await served.signIn() })).status).toBe(401);
  });
});

describe('pages', () => {
  it('tell a stranger how to get in, with no part of the page', async () => {
    const answer = await served.get('/');
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('rulepost open');
    expect((await served.get('/assets/main-1a2b.js')).status).toBe(401);
    expect(
      (await served.get('/', { cookie: `rulepost_${served.server.port}=made-up` })).status,
    ).toBe(401);
  });

  it('step once over a page of our own when the way here began elsewhere', async () => {
    const answer = await served.get('/rules', { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('content="0;url=/rules"');
    expect((await served.get('/rules', { 'sec-fetch-site': 'same-origin' })).status).toBe(401);
  });

  it('carry a fresh nonce in page and policy', async () => {
    const cookie = await served.signIn();
    const seen = new Set<string>();
    for (const path of ['/', '/rules/thank-you', '/index.html']) {
      const answer = await served.get(path, { cookie });
      expect(answer.status).toBe(200);
      const nonce = /content="([^"]+)"/.exec(answer.text)?.[1] ?? '';
      expect(nonce).toMatch(/^[\w+/]{22}==$/);
      expect(answer.headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
      expect(answer.headers['cache-control']).toBe('no-store');
      seen.add(nonce);
    }
    expect(seen.size).toBe(3);
  });

  it('have a strict policy and protective headers', async () => {
    const { headers } = await served.get('/', { cookie: await served.signIn() });
    const policy = String(headers['content-security-policy']);
    const parts = new Map(policy.split('; ').map((part) => [part.split(' ')[0], part]));
    for (const name of [
      'default-src',
      'base-uri',
      'form-action',
      'frame-ancestors',
      'object-src',
    ]) {
      expect(parts.get(name)).toBe(`${name} 'none'`);
    }
    expect(parts.get('script-src')).toBe("script-src 'self'");
    expect(parts.get('connect-src')).toBe("connect-src 'self'");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy).not.toContain('http:');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('come with assets that may be kept for good', async () => {
    const answer = await served.get('/assets/main-1a2b.js', { cookie: await served.signIn() });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/javascript');
    expect(answer.headers['cache-control']).toContain('immutable');
    expect(answer.text).toBe('console.log(1)');
  });

  it('never lead outside their folder', async () => {
    const cookie = await served.signIn();
    const attempts = [
      '/../secret.js',
      '/assets/../../secret.js',
      '/..%2fsecret.js',
      '/assets/..%2f..%2fsecret.js',
      '/%2e%2e/secret.js',
      '/..%5csecret.js',
      '/..\\secret.js',
      '/%252e%252e%252fsecret.js',
      '/assets/main-1a2b.js%00.png',
      '//secret.js',
      '/%',
    ];
    for (const path of attempts) {
      const answer = await served.get(path, { cookie });
      expect([path, answer.status]).toEqual([path, 400]);
      expect(answer.text).not.toContain('outside');
    }
    expect((await served.get('/assets', { cookie })).status).toBe(200);
    expect((await served.get('/assets/none.js', { cookie })).status).toBe(404);
    expect((await served.get('/passwd.conf', { cookie })).status).toBe(404);
  });

  it('are read, not written', async () => {
    const answer = await served.call('/', { cookie: await served.signIn() });
    expect(answer.status).toBe(405);
  });
});

describe('calls', () => {
  it('need the cookie or the key', async () => {
    served.calls.length = 0;
    expect((await served.call(cancel)).status).toBe(401);
    expect((await served.call(cancel, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect(served.calls).toEqual([]);
    expect((await served.call(cancel, withKey)).status).toBe(200);
    expect((await served.call(cancel, { cookie: await served.signIn() })).status).toBe(200);
    expect(served.calls).toEqual(['cancel', 'cancel']);
  });

  it('from another page are refused, whatever they show', async () => {
    served.calls.length = 0;
    const cookie = await served.signIn();
    const own = `http://127.0.0.1:${served.server.port}`;
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: own, 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      expect((await served.call(cancel, { cookie, ...headers })).status).toBe(403);
      expect((await served.call(cancel, { ...withKey, ...headers })).status).toBe(403);
    }
    expect(served.calls).toEqual([]);
    const ours = { cookie, origin: own, 'sec-fetch-site': 'same-origin' };
    expect((await served.call(cancel, ours)).status).toBe(200);
  });

  it('are JSON of at most 4 MB', async () => {
    const form = { ...withKey, 'content-type': 'application/x-www-form-urlencoded' };
    expect((await served.call(cancel, form)).status).toBe(415);
    expect((await served.call(cancel, { ...withKey, 'content-type': 'text/plain' })).status).toBe(
      415,
    );
    const large = JSON.stringify({ json: { address: 'x'.repeat(4 * 1024 * 1024) } });
    const paste = '/rpc/connection/paste';
    expect((await served.call(paste, withKey, large)).status).toBe(413);
    const unannounced = { ...withKey, 'transfer-encoding': 'chunked' };
    expect((await served.call(paste, unannounced, large)).status).toBe(413);
  });

  it('are not answered to GET, and give words for what goes wrong', async () => {
    served.calls.length = 0;
    expect((await served.get(cancel, withKey)).status).toBe(405);
    expect(served.calls).toEqual([]);
    const answer = await served.call('/rpc/connection/paste', withKey, '{"json":{"address":"x"}}');
    expect(answer.status).toBe(422);
    expect(JSON.parse(answer.text)).toMatchObject({ json: { data: { code: 'offline' } } });
    expect((await served.call('/rpc/none', withKey)).status).toBe(404);
  });
});

describe('the address', () => {
  it('is answered under our own names only (DNS rebinding)', async () => {
    const { port } = served.server;
    const own = [`127.0.0.1:${port}`, `localhost:${port}`, 'localhost:9999'];
    for (const host of own) expect((await served.get('/healthz', { host })).status).toBe(200);
    const foreign = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `[::1]:${port}`,
    ];
    for (const host of foreign) {
      expect((await served.get('/healthz', { host })).status).toBe(403);
      expect((await served.call(cancel, { ...withKey, host })).status).toBe(403);
    }
  });

  it('says that it is well, and nothing else', async () => {
    expect(JSON.parse((await served.get('/healthz')).text)).toEqual({ ok: true });
  });

  it('is refused by name when its port is taken', async () => {
    const { port } = served.server;
    const second = startHttpServer({
      port,
      sessions: { newLink: () => '', redeem: async () => null, isKnown: async () => false },
      key,
      pageDir: null,
      allowedHosts: [],
      rpc: new Promise(() => {}),
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    await expect(second).rejects.toMatchObject({
      code: 'port-in-use',
      params: { port: String(port) },
    });
  });
});
