/**
 * A stage for the page: serves the built page as the service does, and answers its calls from a
 * scene (states.ts). For looking at states that are hard to reach for real.
 *
 * `node tests/e2e/stage/server.ts [scene] [port]` plays one for looking at in a browser.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { RPCHandler } from '@orpc/server/node';
import { contentPolicy } from '../../../electron/service/http/headers.ts';
import { readStatic } from '../../../electron/service/http/static.ts';
import type { Topic } from '../../../shared/contract/schemas.ts';
import { createHandlers } from './handlers.ts';
import { type Scene, type SceneName, scenes } from './states.ts';

const pageDir = resolve(import.meta.dirname, '../../../out/renderer');

export interface Stage {
  url: string;
  /** What the page is answered from; change it and `emit` what changed. */
  scene: Scene;
  emit(topic: Topic): void;
  /** As if the service had been stopped: nothing answers. */
  goAway(): Promise<void>;
  /** Answers again, at the same address. */
  comeBack(): Promise<void>;
}

export async function openStage(name: SceneName, port = 0): Promise<Stage> {
  const scene: Scene = scenes[name](Date.now());
  const { router, emit } = createHandlers(scene);
  const rpc = new RPCHandler(router);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { matched } = await rpc.handle(request, response, { prefix: '/rpc' });
    if (matched) return;
    const nonce = randomBytes(16).toString('base64');
    const path = new URL(request.url ?? '/', 'http://stage').pathname;
    const found = await readStatic(pageDir, path, nonce);
    if (found.kind === 'page') {
      response.setHeader('Content-Security-Policy', contentPolicy(nonce));
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(found.body);
    } else if (found.kind === 'file') {
      response.writeHead(200, { 'Content-Type': found.type }).end(found.body);
    } else {
      response.writeHead(404).end(found.kind);
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  const listen = (at: number) =>
    new Promise<void>((done, failed) => {
      server.once('error', failed);
      server.listen(at, '127.0.0.1', done);
    });
  await listen(port);
  const { port: bound } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${bound}/`,
    scene,
    emit,
    async goAway() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
    comeBack: () => listen(bound),
  };
}

if (import.meta.main) {
  const [name = 'bookshop', port = '5199'] = process.argv.slice(2);
  if (!(name in scenes)) throw new Error(`scenes: ${Object.keys(scenes).join(', ')}`);
  const { url } = await openStage(name as SceneName, Number(port));
  console.log(`${name}: ${url}`);
}
