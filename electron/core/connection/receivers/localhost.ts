/**
 * Awaits the redirect on a fixed port of this machine.
 *
 * Fixed, because the service compares redirect addresses exactly (constant-contact-v3 facts,
 * section 1). `localhost` may mean 127.0.0.1 or ::1 to a browser, so both are listened on, and
 * nothing beyond them: nobody else on the network can reach it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { readAnswer } from '../../../../shared/deep-link.ts';
import { redirectPath } from '../../../../shared/redirect-addresses.ts';
import type { Log } from '../../ports.ts';
import type { RedirectReceiver } from '../receiver.ts';
import { outcomePage, pageHeaders, plainPage } from './localhost-page.ts';

/** @param ports tried in this order; the first one free on both addresses is used */
export function createLocalhostReceiver(ports: readonly number[], log: Log): RedirectReceiver {
  let servers: Listening[] = [];
  let stopped = Promise.resolve();

  return {
    async start(deliver) {
      await stopped;
      for (const port of ports) {
        const listener = (request: IncomingMessage, response: ServerResponse) => {
          answer(request, port, deliver).then(
            ([status, body]) => send(response, status, body),
            (error) => {
              log.error({ message: String(error) }, 'a redirect could not be handled');
              send(
                response,
                500,
                plainPage('Something went wrong.', 'Connect again from Rulepost.'),
              );
            },
          );
        };
        servers = await listenOnBoth(port, listener);
        if (servers.length > 0) return `http://localhost:${port}${redirectPath}`;
      }
      log.warn({ ports }, 'every redirect port is taken; the address can still be pasted');
      return null;
    },

    stop() {
      const closing = servers;
      servers = [];
      stopped = Promise.all(closing.map((server) => server.close())).then(() => {});
      return stopped;
    },
  };
}

async function answer(
  request: IncomingMessage,
  port: number,
  deliver: Parameters<RedirectReceiver['start']>[0],
): Promise<[status: number, body: string]> {
  // A page elsewhere that points its own name at this machine shows itself by its Host.
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`];
  if (!hosts.includes(request.headers.host ?? '')) {
    return [403, plainPage('This address is for Rulepost only.', 'You can close this tab.')];
  }
  const url = URL.parse(request.url ?? '', `http://localhost:${port}`);
  if (url?.pathname !== redirectPath) {
    return [404, plainPage('There is nothing here.', 'You can close this tab.')];
  }
  if (request.method !== 'GET') {
    return [405, plainPage('This address only takes visits.', 'You can close this tab.')];
  }
  const outcome = await deliver(readAnswer(url.searchParams));
  return [outcome.ok ? 200 : 400, outcomePage(outcome)];
}

function send(response: ServerResponse, status: number, body: string): void {
  // Without keep-alive, so that closing waits for nothing but this page.
  response.writeHead(status, { ...pageHeaders, connection: 'close' });
  response.end(body);
}

/** A server that is up. */
interface Listening {
  /** Resolves once the answers under way are written. */
  close(): Promise<void>;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** @returns the servers, or none when the port is taken on either address */
async function listenOnBoth(port: number, listener: Listener): Promise<Listening[]> {
  const v4 = await listen(port, '127.0.0.1', listener);
  if (typeof v4 === 'string') return [];
  const v6 = await listen(port, '::1', listener);
  if (typeof v6 !== 'string') return [v4, v6];
  // A machine without IPv6 has no ::1 a browser could try.
  if (v6 === 'EADDRNOTAVAIL' || v6 === 'EAFNOSUPPORT') return [v4];
  await v4.close();
  return [];
}

/** @returns the server, or the code of what kept it from listening */
function listen(port: number, host: string, listener: Listener): Promise<Listening | string> {
  // Browsers open connections ahead of need and leave them silent; Node counts those as busy, and
  // closing would wait for them.
  const silent = new Set<Socket>();
  return new Promise((resolve) => {
    const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 30_000 });
    server.on('connection', (socket) => {
      silent.add(socket);
      socket.once('close', () => silent.delete(socket));
    });
    server.on('request', (request, response) => {
      silent.delete(request.socket);
      listener(request, response);
    });
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () =>
      resolve({
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of silent) socket.destroy();
          }),
      }),
    );
  });
}
