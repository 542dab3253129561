import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findConsentForm } from '../../../electron/service/practice/consent-form.ts';
import { walkConsent } from '../../../electron/service/practice/consent-walk.ts';
import {
  addSampleOrder,
  writeSampleFiles,
} from '../../../electron/service/practice/sample-files.ts';
import {
  countExtraOrders,
  sampleOrders,
} from '../../../electron/service/practice-sample/orders.ts';
import { sampleRule, sampleRuleId } from '../../../electron/service/practice-sample/rule.ts';
import { ruleSchema } from '../../../shared/rules/schema.ts';

describe('the sample', () => {
  it('is a valid rule of an order file beside it', () => {
    const rule = ruleSchema.parse(parse(sampleRule));
    expect(rule.id).toBe(sampleRuleId);
    expect(rule.when).toMatchObject({ file: 'orders.csv', existingRows: 'send', key: 'order' });
    const [head = '', ...rows] = sampleOrders(0).trimEnd().split('\n');
    for (const name of ['order', rule.who.recipient, 'first_name', 'product', 'total', 'status']) {
      expect(head.split(',')).toContain(name);
    }
    expect(rows).toHaveLength(8);
    for (const row of rows) expect(row.split(',')).toHaveLength(head.split(',').length);
  });

  it('mails nobody who exists, and each later order is of somebody new', () => {
    const rows = sampleOrders(200).trimEnd().split('\n').slice(9);
    const addresses = rows.map((row) => row.split(',')[3] ?? '');
    expect(new Set(addresses).size).toBe(200);
    for (const address of addresses) expect(address).toMatch(/^[a-z.]+\d+@[a-z]+\.example$/);
  });

  it('grows by one order unless a person has edited it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rulepost-sample-'));
    const files = await writeSampleFiles(folder);
    expect(await addSampleOrder(files)).toBe(true);
    expect(await addSampleOrder(files)).toBe(true);
    expect(await readFile(files.ordersFile, 'utf8')).toBe(sampleOrders(2));
    const edited = sampleOrders(2).replace('Ada', 'Ann');
    await writeFile(files.ordersFile, edited);
    expect(await addSampleOrder(files)).toBe(false);
    await writeSampleFiles(folder);
    expect(await readFile(files.ordersFile, 'utf8')).toBe(edited);
    await rm(folder, { recursive: true });
  });

  it('knows its own file again, whatever line ends an editor saved it with', () => {
    expect(countExtraOrders(sampleOrders(3))).toBe(3);
    expect(countExtraOrders(sampleOrders(3).replaceAll('\n', '\r\n'))).toBe(3);
    expect(countExtraOrders('')).toBeNull();
    expect(countExtraOrders(`${sampleOrders(1)}1,a,b,c@d.example,x,1,paid\n`)).toBeNull();
  });
});

describe('a consent form', () => {
  const find = (html: string) => findConsentForm(html, 'http://server.example/authorize?x=1');

  it('is agreed to with its hidden fields', () => {
    const form = find(
      `<form method="POST" action="/allow?a=1&amp;b=2"><input type=hidden name=id value='7&quot;'>
       <button name="decision" value="deny">Deny</button>
       <button name="decision" value="allow">Yes, <b>allow</b></button></form>`,
    );
    expect(form?.url).toBe('http://server.example/allow?a=1&b=2');
    expect(form?.method).toBe('POST');
    expect(Object.fromEntries(form?.fields ?? [])).toEqual({ id: '7"', decision: 'allow' });
  });

  it('may have its one button as an input, and no action', () => {
    const form = find('<form><input type="submit" name="go" value="Approve"></form>');
    expect(form).toMatchObject({ url: 'http://server.example/authorize?x=1', method: 'GET' });
    expect(form?.fields.get('go')).toBe('Approve');
  });

  it('is left to a person when it wants something typed, or no yes', () => {
    expect(find('<form><input name=user required><button>Continue</button></form>')).toBeNull();
    expect(find('<form><input type=password name=p><button>Allow</button></form>')).toBeNull();
    expect(find('<form><button>Deny</button></form>')).toBeNull();
    expect(find('<form><button>One</button><button>Two</button></form>')).toBeNull();
    expect(find('<p>nothing</p>')).toBeNull();
  });
});

describe('the walk through a consent', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function serve(page: string): Promise<{ base: string; seen: string[] }> {
    const seen: string[] = [];
    server = createServer((request, response) => {
      const { pathname, search } = new URL(request.url ?? '', 'http://x');
      seen.push(`${request.method} ${pathname}${search} ${request.headers.cookie ?? '-'}`);
      if (pathname === '/authorize') {
        response.setHeader('Set-Cookie', 'session=s1; Path=/; HttpOnly');
        response.writeHead(302, { Location: '/consent' }).end();
      } else if (request.method === 'POST') {
        response.writeHead(303, { Location: '/callback?code=abc' }).end();
      } else {
        response.setHeader('Content-Type', 'text/html');
        response.end(pathname === '/consent' ? page : 'done');
      }
    });
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return { base: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, seen };
  }

  const walk = (base: string) =>
    walkConsent({
      url: `${base}/authorize`,
      redirectUri: `${base}/callback`,
      fetch: (input, init) => fetch(input, init),
      signal: AbortSignal.timeout(10_000),
    });

  it('keeps cookies, says yes and delivers the redirect', async () => {
    const { base, seen } = await serve('<form method=post><button>Allow</button></form>');
    expect(await walk(base)).toBe(true);
    expect(seen).toEqual([
      'GET /authorize -',
      'GET /consent session=s1',
      'POST /consent session=s1',
      'GET /callback?code=abc session=s1',
    ]);
  });

  it('stops where a person is needed', async () => {
    const { base, seen } = await serve(
      '<form><input name=user required><button>Sign in</button></form>',
    );
    expect(await walk(base)).toBe(false);
    expect(seen).toHaveLength(2);
  });
});
