import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiFailure, parseErrorBody } from '../../../electron/core/constant-contact/failure.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { failureOf, fakeService, networkError, reply } from './fake-service.ts';

describe('error bodies', () => {
  test.each([
    [
      'an array',
      '[{"error_key":"a.b","error_message":"One."},{"error_key":"a.b","error_message":"Two."}]',
      ['a.b'],
      ['One.', 'Two.'],
    ],
    [
      'an object',
      '{"error_key":"access_denied","error_message":"No."}',
      ['access_denied'],
      ['No.'],
    ],
    [
      'the sign-in service’s',
      '{"error":"invalid_grant","error_description":"Expired."}',
      ['invalid_grant'],
      ['Expired.'],
    ],
    ['a message', '{"message":"Gone"}', [], ['Gone']],
    ['strings', '["one","two"]', [], ['one', 'two']],
    ['one string', '"just words"', [], ['just words']],
    ['errors inside', '{"errors":[{"error_key":"k","error_message":"m"}]}', ['k'], ['m']],
    ['HTML', '<!doctype html><html><title>502 Bad Gateway</title></html>', [], ['502 Bad Gateway']],
    ['HTML without a title', '<html><body>x</body></html>', [], []],
    ['plain text', 'upstream broke', [], ['upstream broke']],
    ['nothing', '', [], []],
    ['null', 'null', [], []],
    ['a number', '7', [], []],
    ['keys that are not text', '{"error_key":5,"error_message":null}', [], []],
  ])('%s', (_, body, keys, messages) => {
    expect(parseErrorBody(body)).toEqual({ keys, messages });
  });

  test('no body whatever brings the reader down', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (body) => {
        const { keys, messages } = parseErrorBody(body);
        for (const text of [...keys, ...messages]) expect(typeof text).toBe('string');
      }),
    );
  });

  test('no status and body whatever makes anything but a problem with words', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 200, max: 599 })
          .filter((status) => status !== 204 && status !== 304 && status !== 205),
        fc.oneof(fc.string(), fc.json()),
        async (status, body) => {
          const { client } = fakeService([reply(status, body)]);
          const error = await client.lists.get('l1').then(
            () => null,
            (thrown: unknown) => thrown,
          );
          if (error === null) return;
          expect(error).toBeInstanceOf(RulepostError);
          expect((error as RulepostError).message).not.toMatch(/\{\w+\}/);
          expect((error as RulepostError).advice).not.toMatch(/\{\w+\}/);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('words for a person', () => {
  test.each([
    [
      400,
      'invalid-request',
      'Constant Contact refused to create the contact list "March": Name is too long.',
    ],
    [415, 'invalid-request', 'refused to create'],
    [
      403,
      'access-denied',
      'It needs the permission contact_data and the privilege contacts:lists:write.',
    ],
    [404, 'not-found', 'could not create the contact list "March"'],
    [409, 'conflict', 'Name is too long'],
    [503, 'service-unavailable', 'trouble of its own'],
  ])('%i becomes %s', async (status, code, words) => {
    const { client } = fakeService([
      reply(status, [
        { error_key: 'contacts.api.validation.error', error_message: 'Name is too long.' },
      ]),
    ]);
    const error = await failureOf(client.lists.create({ name: 'March' }));
    expect(error).toMatchObject({ code });
    expect((error as Error).message).toContain(words);
    expect((error as RulepostError).details).toMatchObject({
      status,
      keys: ['contacts.api.validation.error'],
      path: '/v3/contact_lists',
    });
    expect((error as Error).cause).toBeInstanceOf(ApiFailure);
  });

  test.each([
    [networkError('ENOTFOUND', 'getaddrinfo'), 'its address could not be found'],
    [networkError('CERT_HAS_EXPIRED'), 'certificate'],
    [networkError('ECONNRESET'), 'the connection broke off'],
    [new TypeError('net::ERR_PROXY_CONNECTION_FAILED'), 'proxy'],
    [new Error('who knows'), 'the network failed'],
  ])('the network fails: %s', async (failure, words) => {
    const { client } = fakeService([failure]);
    const error = await failureOf(client.lists.get('l1'));
    expect(error).toMatchObject({ code: 'offline' });
    expect((error as Error).message).toContain(words);
  });
});
