/**
 * The service's HTTP server on 127.0.0.1: the page, its calls, and the command line's own door.
 *
 * It listens before the core is loaded, so that a browser is answered at once; calls wait for it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Log } from '../../core/ports.ts';
import { checkHost, ownHosts } from './guard.ts';
import { setCommonHeaders } from './headers.ts';
import { createRoutes } from './routes.ts';
import type { Sessions } from './session.ts';

export const defaultPort = 4717;
/** How many ports are tried from the default one on when nobody asked for a certain one. */
const portsTried = 10;

/** Answers one call to the core. Resolves once the answer is on its way. */
export type RpcHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpServerOptions {
  /** Port somebody asked for (0: any free one), or null for the default or the next free one. */
  port: number | null;
  sessions: Sessions;
  /** What the command line shows instead of a cookie. */
  key: string;
  /** Folder of the built page, or null when it was not built. */
  pageDir: string | null;
  /** Further `host:port` values to answer to, e.g. the near end of a forwarded port. */
  allowedHosts: readonly string[];
  rpc: Promise<RpcHandler>;
  log: Log;
}

export interface HttpServer {
  port: number;
  /** `http://127.0.0.1:PORT` */
  address: string;
  /** @returns a new address that lets one browser in, once. */
  newLink(): string;
  /** Resolves when the first request has been answered. */
  answered: Promise<void>;
  /** Stops listening and ends the connections there are. */
  close(): Promise<void>;
}

/**
 * Starts listening.
 * @throws RulepostError `port-in-use` when the port asked for (or each of the default ones) is taken
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer();
  const port = await listen(server, options.port);
  const address = `http://127.0.0.1:${port}`;
  const newLink = () => `${address}/open?key=${options.sessions.newLink()}`;
  const hosts = ownHosts(port, options.allowedHosts);
  const routes = createRoutes({ ...options, port, newLink });

  const answered = Promise.withResolvers<void>();
  server.on('request', (request, response) => {
    response.once('close', answered.resolve);
    setCommonHeaders(response);
    const refusal = checkHost(request, hosts);
    if (refusal !== null) {
      response.writeHead(refusal.status, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`${refusal.words}\n`);
      return;
    }
    routes(request, response).catch((error: unknown) => {
      options.log.error({ error }, 'a request could not be answered');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  return {
    port,
    address,
    newLink,
    answered: answered.promise,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, asked: number | null): Promise<number> {
  if (asked !== null) return listenOn(server, asked);
  for (let port = defaultPort; port < defaultPort + portsTried; port++) {
    try {
      return await listenOn(server, port);
    } catch (error) {
      if (!(error instanceof RulepostError)) throw error;
    }
  }
  throw new RulepostError('port-in-use', {
    port: `${defaultPort} to ${defaultPort + portsTried - 1}`,
  });
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        taken ? new RulepostError('port-in-use', { port: String(port) }, { cause: error }) : error,
      );
    };
    server.once('error', failed);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
