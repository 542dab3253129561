/** A live stream ends when its reader stops, also long after its request was garbage-collected. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { connectBeside } from '../../../electron/service/client.ts';

setFlagsFromString('--expose_gc');
const collectGarbage: () => void = runInNewContext('gc');

test('aborting ends the stream', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: message\ndata: {"json":{"topic":"runs"}}\n\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = new AbortController();
  const { client } = connectBeside({ port, key: 'key', pid: 1, startedAt: 1 });
  const stream = await client.changes(undefined, { signal: stop.signal });
  expect((await stream.next()).value).toEqual({ topic: 'runs' });
  for (let round = 0; round < 5; round++) {
    await pause(10);
    collectGarbage();
  }
  const end = stream.next().then(
    () => 'ended',
    () => 'ended',
  );
  stop.abort();
  expect(await Promise.race([end, pause(5_000, 'goes on')])).toBe('ended');
  server.closeAllConnections();
  server.close();
});
