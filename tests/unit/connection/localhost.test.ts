import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome, RedirectReceiver } from '../../../electron/core/connection/receiver.ts';
import { createLocalhostReceiver } from '../../../electron/core/connection/receivers/localhost.ts';
import type { ParsedRedirect } from '../../../shared/deep-link.ts';
import { RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import { createNotedLog, freePort } from './support.ts';

let ports: number[];
let log: ReturnType<typeof createNotedLog>;
let receiver: RedirectReceiver;
let delivered: ParsedRedirect[];
let outcome: () => Promise<Outcome>;
const blockers: Server[] = [];
const ipv6 = await hasIpv6();

const deliver = (redirect: ParsedRedirect) => {
  delivered.push(redirect);
  return outcome();
};

beforeEach(async () => {
  ports = [await freePort(), await freePort(), await freePort()];
  log = createNotedLog();
  receiver = createLocalhostReceiver(ports, log);
  delivered = [];
  outcome = () => Promise.resolve({ ok: true, organisation: 'Bloom & <b>Sons</b>' });
});
afterEach(async () => {
  await receiver.stop();
  for (const server of blockers.splice(0)) server.close();
});

const callback = (host = 'localhost') =>
  `http://${host}:${ports[0]}/oauth/callback?code=the-code&state=the-state`;
const answer = { kind: 'answer', answer: { state: 'the-state', code: 'the-code' } };

describe('waiting on a port of this machine', () => {
  it('takes the redirect on both addresses and answers a page', async () => {
    expect(await receiver.start(deliver)).toBe(`http://localhost:${ports[0]}/oauth/callback`);
    for (const host of ['127.0.0.1', ...(ipv6 ? ['[::1]'] : [])]) {
      const response = await fetch(callback(host));
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('Connected as Bloom &amp; &lt;b&gt;Sons&lt;/b&gt;.');
    }
    expect(new Set(delivered.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify(answer)]),
    );
  });

  it('shows what went wrong and what to do', async () => {
    await receiver.start(deliver);
    const problem = toProblem(new RulepostError('consent-denied'));
    outcome = () => Promise.resolve({ ok: false, problem });
    const response = await fetch(callback());
    expect(response.status).toBe(400);
    const page = await response.text();
    expect(page).toContain(problem.what);
    expect(page).toContain(problem.advice);
  });

  it('sends a page that can load nothing, run nothing and be framed by nobody', async () => {
    await receiver.start(deliver);
    const response = await fetch(callback());
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const page = await response.text();
    expect(page).not.toMatch(/<script|<link|<img|src=|the-code|the-state/);
  });

  it.each([
    ['another path', 404, (url: string) => url.replace('/callback', '/other'), {}],
    ['the root', 404, () => `http://127.0.0.1:${ports[0]}/`, {}],
    ['another method', 405, (url: string) => url, { method: 'POST' }],
    ['HEAD, as link checkers send', 405, (url: string) => url, { method: 'HEAD' }],
    ['another host', 403, (url: string) => url, { headers: { host: 'evil.example' } }],
    ['another port in the host', 403, (url: string) => url, { headers: { host: 'localhost:1' } }],
  ])('refuses %s', async (_name, status, change, options) => {
    await receiver.start(deliver);
    expect(await visit(change(callback('127.0.0.1')), options)).toBe(status);
    expect(delivered).toEqual([]);
  });

  it('hands on what is incomplete, to be told so', async () => {
    await receiver.start(deliver);
    await fetch(callback().replace('state=', 'other='));
    expect(delivered).toEqual([{ kind: 'incomplete', reason: '"state" is missing' }]);
  });

  it('answers even when taking it throws, and logs no address', async () => {
    await receiver.start(deliver);
    outcome = () => Promise.reject(new Error('boom'));
    expect((await fetch(callback())).status).toBe(500);
    expect(log.text()).toContain('boom');
    expect(log.text()).not.toMatch(/the-code|the-state/);
  });
});

describe('the ports', () => {
  it.each(ipv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'])(
    'are passed over when taken on %s',
    async (host) => {
      await block(ports[0] ?? 0, host);
      expect(await receiver.start(deliver)).toBe(`http://localhost:${ports[1]}/oauth/callback`);
    },
  );

  it('may all be taken', async () => {
    for (const port of ports) await block(port, '127.0.0.1');
    expect(await receiver.start(deliver)).toBeNull();
  });

  it('are free again after stopping, and can be used again', async () => {
    await receiver.start(deliver);
    await receiver.stop();
    await expect(fetch(callback('127.0.0.1'))).rejects.toThrow();
    expect(await receiver.start(deliver)).toBe(`http://localhost:${ports[0]}/oauth/callback`);
    expect((await fetch(callback('127.0.0.1'))).status).toBe(200);
  });

  it('are given back in spite of connections a browser opened ahead and left silent', async () => {
    await receiver.start(deliver);
    const silent = connect(ports[0] ?? 0, '127.0.0.1');
    await once(silent, 'connect');
    await receiver.stop();
    await once(silent, 'close');
  });

  it('are given back only after the answer under way', async () => {
    await receiver.start(deliver);
    const asked = Promise.withResolvers<void>();
    const decided = Promise.withResolvers<Outcome>();
    outcome = () => {
      asked.resolve();
      return decided.promise;
    };
    const visiting = fetch(callback('127.0.0.1'));
    await asked.promise;
    const stopping = receiver.stop();
    decided.resolve({ ok: true, organisation: null });
    expect(await (await visiting).text()).toContain('Connected.');
    await stopping;
  });
});

async function block(port: number, host: string): Promise<void> {
  const server = createServer();
  blockers.push(server);
  server.listen({ port, host, exclusive: true });
  await once(server, 'listening');
}

async function hasIpv6(): Promise<boolean> {
  const server = createServer();
  server.listen(0, '::1');
  const works = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]);
  server.close();
  return works;
}

/** A visit with any host header, which fetch does not allow. @returns the status */
function visit(url: string, options: { method?: string; headers?: Record<string, string> }) {
  return new Promise<number>((resolve, reject) => {
    request(url, options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
