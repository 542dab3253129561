import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ImportContact, splitImport } from '../../../electron/core/constant-contact/client.ts';
import { importBody } from '../../../electron/core/constant-contact/import.ts';
import { failureOf, fakeService, reply } from './fake-service.ts';

const fiftyLists = Array.from({ length: 50 }, () => '04fe9a97-a579-43c5-bb1a-58ed29bf0a6a');
const bytesOf = (contacts: ImportContact[]) =>
  Buffer.byteLength(JSON.stringify(importBody(contacts, fiftyLists)));

describe('splitting', () => {
  const value = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  const contact: fc.Arbitrary<ImportContact> = fc.record(
    { email: value, firstName: value, customFields: fc.dictionary(value, value, { maxKeys: 4 }) },
    { requiredKeys: ['email'] },
  );

  test('nobody is lost or moved, and every part fits whole', () => {
    fc.assert(
      fc.property(
        fc.array(contact, { maxLength: 40 }),
        fc.integer({ min: 8_000, max: 12_000 }),
        fc.integer({ min: 1, max: 15 }),
        (contacts, maxBytes, maxContacts) => {
          const parts = splitImport(contacts, { maxBytes, maxContacts });
          expect(parts.flat()).toEqual(contacts);
          for (const part of parts) {
            expect(part.length).toBeGreaterThan(0);
            expect(part.length).toBeLessThanOrEqual(maxContacts);
            expect(bytesOf(part)).toBeLessThanOrEqual(maxBytes);
          }
        },
      ),
    );
  });

  test('without need nothing is split; 40,000 people or 4 MB are the need', () => {
    const people = (n: number, text = 'x') =>
      Array.from({ length: n }, (_, i) => ({
        email: `p${i}@example.org`,
        customFields: { rulepost_1: text },
      }));
    expect(splitImport([])).toEqual([]);
    expect(splitImport(people(40_000)).map((part) => part.length)).toEqual([40_000]);
    expect(splitImport(people(40_001)).map((part) => part.length)).toEqual([40_000, 1]);
    const long = splitImport(people(10_000, 'ü'.repeat(250)));
    expect(long.length).toBeGreaterThan(1);
    for (const part of long) expect(bytesOf(part)).toBeLessThan(4_000_000);
  });

  test('one person who does not fit is named', () => {
    const contacts = [{ email: 'big@example.org', customFields: { a: 'x'.repeat(9_000) } }];
    expect(() => splitImport(contacts, { maxBytes: 8_000 })).toThrow('big@example.org');
  });
});

test('an import says who, where to, and the values by field name', async () => {
  const { client, asked } = fakeService([reply(201, { activity_id: 'a1', state: 'initialized' })]);
  await client.activities.importJson({
    contacts: [
      {
        email: 'ann@example.org',
        firstName: 'Ann',
        street2: 'back',
        birthdayMonth: 3,
        customFields: { orderNo: '7' },
      },
    ],
    listIds: ['l1'],
  });
  expect(asked[0]?.url.pathname).toBe('/v3/activities/contacts_json_import');
  expect(asked[0]?.body).toEqual({
    import_data: [
      {
        email: 'ann@example.org',
        first_name: 'Ann',
        street2: 'back',
        birthday_month: 3,
        'cf:orderNo': '7',
      },
    ],
    list_ids: ['l1'],
  });
});

test('an import the service would cut off does not leave', async () => {
  const { client, asked } = fakeService([reply(201, { activity_id: 'a1' })]);
  const contacts = Array.from({ length: 40_001 }, (_, i) => ({ email: `p${i}@example.org` }));
  const error = await failureOf(client.activities.importJson({ contacts, listIds: ['l1'] }));
  expect(error).toMatchObject({ code: 'import-too-large' });
  expect(asked).toHaveLength(0);
});
