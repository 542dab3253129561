/** The practice account on a loopback port, for whoever speaks real HTTP. */
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { PracticeAccount } from './account.ts';
import { oauthBase } from './oauth/route.ts';

export interface PracticeServer {
  port: number;
  /** Base of the OAuth2 endpoints. */
  authUrl: string;
  /** Base of the V3 API. */
  apiUrl: string;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 only.
 *
 * @param options.port 0 or left out: any free port
 * @throws the system's error when the port is taken
 */
export async function startPracticeServer(
  account: PracticeAccount,
  options: { port?: number } = {},
): Promise<PracticeServer> {
  let port = options.port ?? 0;
  const server = createAdaptorServer({
    fetch: async (request, env) => {
      const { incoming, outgoing } = env as { incoming: IncomingMessage; outgoing: ServerResponse };
      // A page on the web must not reach in by pointing its own name at this computer.
      if (!isOwnHost(incoming.headers.host, port)) {
        return new Response('This address does not belong here.', { status: 421 });
      }
      const { response, ending } = await account.handle(request);
      if (ending === 'whole') return response;
      if (ending === 'truncated') await sendHalf(response, outgoing);
      incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    },
  });
  if (!(server instanceof Server)) throw new TypeError('Expected a plain HTTP server');
  // Longer than any client keeps an idle connection: the one that ends it must not be this side, or
  // a call sent at that very moment is lost.
  server.keepAliveTimeout = 65_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (typeof address === 'object' && address !== null) port = address.port;
  const origin = `http://127.0.0.1:${port}`;

  return {
    port,
    authUrl: `${origin}${oauthBase}`,
    apiUrl: `${origin}/v3`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** Announces the whole body and writes half of it. */
async function sendHalf(response: Response, outgoing: ServerResponse): Promise<void> {
  const bytes = await response.bytes();
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    'content-length': bytes.length,
  });
  await new Promise((written) => {
    outgoing.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), written);
  });
}
