/** Faults, in-process and over a real connection; and the server itself. */
import { get } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Fault, startPracticeServer } from '../../../electron/core/practice/index.ts';
import { type Opened, openPractice } from './open.ts';

type Send = (method: string, path: string, body?: object) => Promise<Response>;

/** The same calls in-process and over loopback HTTP. */
const ways: [string, (p: Opened) => Promise<Send>][] = [
  ['in-process', async (p) => sender(p, 'http://127.0.0.1/v3', p.account.fetch)],
  [
    'over HTTP',
    async (p) => {
      const server = await startPracticeServer(p.account);
      onTestFinished(() => server.close());
      return sender(p, server.apiUrl, fetch);
    },
  ],
];

async function sender(p: Opened, base: string, send: typeof p.account.fetch): Promise<Send> {
  const { access_token } = await p.connect();
  return (method, path, body) =>
    send(base + path, {
      method,
      headers: {
        authorization: `Bearer ${access_token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
}

const lists = async (send: Send) =>
  ((await (await send('GET', '/contact_lists')).json()) as { lists: unknown[] }).lists.length;

describe.each(ways)('faults %s', (_, connect) => {
  const post = { method: 'POST', path: '/contact_lists' } as const;

  async function struck(fault: Fault) {
    const p = await openPractice({ seed: 'empty' });
    const send = await connect(p);
    p.account.faults.add({ ...post, ...fault });
    return { p, send, create: () => send('POST', '/contact_lists', { name: 'A' }) };
  }

  test('a status instead of an answer, once', async () => {
    const body = [{ error_key: 'x', error_message: 'y' }];
    const { create, send } = await struck({ kind: 'status', status: 503, body });
    const answer = await create();
    expect([answer.status, await answer.json()]).toEqual([503, body]);
    expect(await lists(send)).toBe(0);
    expect((await create()).status).toBe(201);
  });

  test('an empty body and an HTML page', async () => {
    const { p, create } = await struck({ kind: 'status', status: 500 });
    expect(await (await create()).text()).toBe('');
    p.account.faults.add({ kind: 'html' });
    const page = await create();
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
  });

  test('a connection that breaks before anything happens', async () => {
    const { create, send } = await struck({ kind: 'reset-before' });
    await expect(create()).rejects.toThrow(TypeError);
    expect(await lists(send)).toBe(0);
  });

  test('a connection that breaks after the work is done', async () => {
    const { create, send } = await struck({ kind: 'commit-then-reset' });
    await expect(create()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(await lists(send)).toBe(1);
    expect((await create()).status).toBe(409);
  });

  test('an answer that breaks off in the middle', async () => {
    const { create, send } = await struck({ kind: 'truncated-body' });
    const answer = await create();
    expect(answer.status).toBe(201);
    await expect(answer.text()).rejects.toThrow(TypeError);
    expect(await lists(send)).toBe(1);
  });

  test('a slow answer comes when the clock says so', async () => {
    const { p, create } = await struck({ kind: 'slow', ms: 30_000 });
    let answered = false;
    const answer = create().finally(() => {
      answered = true;
    });
    await expect.poll(() => p.clock.sleeping).toBe(1);
    await p.clock.advance(29_999);
    expect(answered).toBe(false);
    await p.clock.advance(1);
    expect((await answer).status).toBe(201);
  });
});

describe('which calls a fault strikes', () => {
  const kind = { kind: 'status', status: 500 } as const;
  const statuses = async (p: Opened, ...paths: string[]) => {
    const seen: number[] = [];
    for (const path of paths) seen.push((await p.get(path)).status);
    return seen;
  };

  test('by template, path, pattern and count', async () => {
    const p = await openPractice();
    const list = p.account.addList('A');
    const one = `/contact_lists/${list}`;
    p.account.faults.add({ ...kind, path: '/contact_lists/{list_id}' });
    expect(await statuses(p, '/contact_lists', one, one)).toEqual([200, 500, 200]);
    p.account.faults.add({ ...kind, path: one });
    p.account.faults.add({ ...kind, path: `/v3${one}` });
    expect(await statuses(p, one, one, one)).toEqual([500, 500, 200]);
    p.account.faults.add({ ...kind, path: /contact_/, after: 1, times: 2 });
    expect(await statuses(p, one, '/emails', one, one, one)).toEqual([200, 200, 500, 500, 200]);
    const takeBack = p.account.faults.add({ ...kind, times: 9 });
    takeBack();
    p.account.faults.add({ ...kind, times: 9 });
    p.account.faults.clear();
    p.account.faults.add({ ...kind, method: 'POST' });
    expect(await statuses(p, one)).toEqual([200]);
  });

  test('the token endpoint too', async () => {
    const p = await openPractice({ connected: false });
    p.account.faults.add({ kind: 'commit-then-reset', path: '/token' });
    await expect(p.connect()).rejects.toThrow(TypeError);
  });
});

describe('the server', () => {
  test('stays on this computer and answers to its own name only', async () => {
    const p = await openPractice();
    const server = await startPracticeServer(p.account);
    onTestFinished(() => server.close());
    expect(server.authUrl).toBe(`http://127.0.0.1:${server.port}/oauth2/default/v1`);
    expect(server.apiUrl).toBe(`http://127.0.0.1:${server.port}/v3`);
    const statusFor = (host: string) =>
      new Promise((resolve, reject) => {
        get(
          { host: '127.0.0.1', port: server.port, path: '/v3/contacts', headers: { host } },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        ).on('error', reject);
      });
    expect(await statusFor('rebound.example')).toBe(421);
    expect(await statusFor(`rebound.example:${server.port}`)).toBe(421);
    expect(await statusFor('127.0.0.1:1')).toBe(421);
    expect(await statusFor(`localhost:${server.port}`)).toBe(403);
  });

  test('says so when the port is taken, and gives it back', async () => {
    const p = await openPractice();
    const server = await startPracticeServer(p.account);
    const again = () => startPracticeServer(p.account, { port: server.port });
    await expect(again()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await server.close();
    const second = await again();
    expect(second.port).toBe(server.port);
    await second.close();
  });
});
