/** The client against the service's own description of its API: what it asks, what it accepts. */
import { describe, expect, test } from 'vitest';
import { fakeService, reply } from '../unit/constant-contact/fake-service.ts';
import { calls } from './client-calls.ts';
import { loadSwagger } from './swagger.ts';

const swagger = loadSwagger();
const title = swagger
  ? 'every call conforms to the API description'
  : 'every call conforms to the API description (skipped: the description file is not there)';

describe.skipIf(!swagger)(title, () => {
  test.each(calls)('$operation', async ({ operation, make, status, answer }) => {
    const { client, asked } = fakeService([reply(status, answer)]);
    const result = await make(client);
    if (answer !== undefined && operation.startsWith('GET')) expect(result).toBeDefined();

    expect(asked).toHaveLength(1);
    for (const { method, url, headers, body } of asked) {
      const path = url.pathname;
      expect(swagger?.operation(method, path)).toBe(operation);
      expect(swagger?.request({ method, path, query: url.searchParams, headers, body })).toEqual(
        [],
      );
      // The made-up answer must be one the service could give, or accepting it proves nothing.
      expect(swagger?.response({ method, path, status, body: answer })).toEqual([]);
    }
  });
});

test('every function of the client is among the calls', async () => {
  const { client } = fakeService([reply(500)]);
  const made = new Set<string>();
  const spied = Object.fromEntries(
    Object.entries(client).map(([area, functions]) => [
      area,
      new Proxy(functions, {
        get(target, name, receiver) {
          made.add(`${area}.${String(name)}`);
          return Reflect.get(target, name, receiver);
        },
      }),
    ]),
  ) as unknown as typeof client;
  await Promise.allSettled(calls.map(({ make }) => make(spied)));
  const expected = Object.entries(client).flatMap(([area, functions]) =>
    Object.keys(functions).map((name) => `${area}.${name}`),
  );
  expect([...made].sort()).toEqual(expected.sort());
});
