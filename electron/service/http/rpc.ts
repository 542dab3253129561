/** Puts the core's router behind the HTTP server. Loaded with the core, not before. */
import { type AnyRouter, onError } from '@orpc/server';
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node';
import type { Log } from '../../core/ports.ts';
import { bodyLimit } from './guard.ts';
import type { RpcHandler } from './server.ts';

/** @returns the function that answers calls under `/rpc`. */
export function createRpcHandler(router: AnyRouter, log: Log): RpcHandler {
  const handler = new RPCHandler(router, {
    plugins: [new BodyLimitPlugin({ maxBodySize: bodyLimit })],
    interceptors: [onError((error) => log.debug({ error }, 'a call failed'))],
  });
  return async (request, response) => {
    const { matched } = await handler.handle(request, response, { prefix: '/rpc' });
    if (!matched) response.writeHead(404).end();
  };
}
