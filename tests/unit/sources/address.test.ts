import fc from 'fast-check';
import { expect, test } from 'vitest';
import { personKey, readAddress } from '../../../electron/core/sources/address.ts';

test.each([
  ['amy@example.com', 'amy@example.com'],
  ['  Amy.Miller+x@Example.COM ', 'Amy.Miller+x@example.com'],
  ['Amy Miller <amy@example.com>', 'amy@example.com'],
  ['"Miller, Amy @ work" <amy@example.com>', 'amy@example.com'],
  ['<amy@example.com>', 'amy@example.com'],
  ['mailto:amy@example.com', 'amy@example.com'],
  ['MAILTO:amy@example.com?subject=Hi', 'amy@example.com'],
  ["o'brien@example.co.uk", "o'brien@example.co.uk"],
  ['amy@müller.de', 'amy@xn--mller-kva.de'],
])('%s', (text, address) => {
  expect(readAddress(text)).toEqual({ address });
});

test.each([
  ['', 'address-missing'],
  [' \t', 'address-missing'],
  ['amy@example.com, bob@example.com', 'address-several'],
  ['amy@example.com;bob@example.com', 'address-several'],
  ['amy@example.com bob@example.com', 'address-several'],
  ['Amy <amy@example.com>, Bob <bob@example.com>', 'address-several'],
  ['amy', 'address-invalid'],
  ['amy@example', 'address-invalid'],
  ['@example.com', 'address-invalid'],
  ['amy@', 'address-invalid'],
  ['amy@@example.com', 'address-invalid'],
  ['amy@-example.com', 'address-invalid'],
  ['amy..m@example.com', 'address-invalid'],
  ['.amy@example.com', 'address-invalid'],
  ['amy m@example.com', 'address-invalid'],
  ['amy@exa mple.com', 'address-invalid'],
  ['amy@127.0.0.1', 'address-invalid'],
  ['ämy@example.com', 'address-invalid'],
  ['amy@example.com\nBcc: bob', 'address-invalid'],
  ['<amy@example.com', 'address-invalid'],
  ['n/a', 'address-invalid'],
  [`${'a'.repeat(65)}@example.com`, 'address-invalid'],
  [`${'a'.repeat(60)}@${'b'.repeat(16)}.com`, 'address-too-long'],
])('"%s" is refused: %s', (text, code) => {
  const reading = readAddress(text);
  expect(reading).toMatchObject({ problem: { code } });
  expect('problem' in reading && reading.problem.what).not.toMatch(/\{\w+\}/);
});

test('80 characters are just short enough', () => {
  const address = `${'a'.repeat(60)}@${'b'.repeat(15)}.com`;
  expect(address).toHaveLength(80);
  expect(readAddress(address)).toEqual({ address });
});

test('one person whatever the letter case', () => {
  expect(personKey('Amy@Example.com')).toBe(personKey(' amy@example.COM'));
});

test('an address that was read is read again as itself; anything else is refused', () => {
  const part = fc.constantFrom(
    'amy',
    'a.b',
    '@',
    'example.com',
    ' ',
    '<',
    '>',
    ',',
    '"',
    'é',
    'x'.repeat(40),
    'mailto:',
    '\n',
  );
  const any = fc.oneof(
    fc.emailAddress(),
    fc.string(),
    fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(any, (text) => {
      const reading = readAddress(text);
      if ('address' in reading) {
        expect(readAddress(reading.address)).toEqual(reading);
        expect(reading.address).toMatch(/^[!-~]+@[a-z0-9.-]+$/);
      } else {
        expect(reading.problem.code).toMatch(/^address-/);
      }
    }),
    { numRuns: 5_000, seed: 3 },
  );
});
