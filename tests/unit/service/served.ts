/** A running HTTP server with a built page and a small router, for the tests in this folder. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import { createSystemClock } from '../../../electron/service/host/clock.ts';
import { silentLog } from '../../../electron/service/host/silent-log.ts';
import { createRpcHandler } from '../../../electron/service/http/rpc.ts';
import { type HttpServer, startHttpServer } from '../../../electron/service/http/server.ts';
import { createSessions } from '../../../electron/service/http/session.ts';
import { createSessionFile } from '../../../electron/service/http/session-file.ts';
import { contract } from '../../../shared/contract/contract.ts';

export const key = 'the-key-of-the-command-line';

export interface Served {
  server: HttpServer;
  folder: string;
  /** Calls that reached the core. */
  calls: string[];
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>;
  call(path: string, headers?: Record<string, string>, body?: string): Promise<Answer>;
  /** Takes a new link. @returns the cookie header of a signed-in browser */
  signIn(): Promise<string>;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export async function serve(options: { allowedHosts?: string[] } = {}): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'rulepost-http-'));
  const pageDir = join(folder, 'page');
  await mkdir(join(pageDir, 'assets'), { recursive: true });
  await writeFile(
    join(pageDir, 'index.html'),
    '<meta name="nonce" content="__CSP_NONCE__"><p>page</p>',
  );
  await writeFile(join(pageDir, 'assets', 'main-1a2b.js'), 'console.log(1)');
  await writeFile(join(folder, 'secret.js'), 'outside');

  const calls: string[] = [];
  const os = implement(contract);
  const router = {
    connection: {
      cancel: os.connection.cancel.handler(() => {
        calls.push('cancel');
      }),
      paste: os.connection.paste.handler(({ errors }) => {
        throw errors.PROBLEM({ data: { code: 'offline', what: 'No network.', advice: 'Wait.' } });
      }),
    },
  };
  const server = await startHttpServer({
    port: 0,
    sessions: createSessions({
      clock: createSystemClock(),
      file: createSessionFile(folder, silentLog),
    }),
    key,
    pageDir,
    allowedHosts: options.allowedHosts ?? [],
    rpc: Promise.resolve(createRpcHandler(router, silentLog)),
    log: silentLog,
  });
  const { port } = server;

  return {
    server,
    folder,
    calls,
    get: (path, headers = {}, method = 'GET') => send(port, method, path, headers),
    call: (path, headers = {}, body = '{}') =>
      send(port, 'POST', path, { 'content-type': 'application/json', ...headers }, body),
    async signIn() {
      const link = new URL(server.newLink());
      const answer = await send(port, 'GET', link.pathname + link.search, {});
      return String(answer.headers['set-cookie']).split(';')[0] ?? '';
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Node's own client: unlike fetch it sends any path and any Host as they are. */
function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
