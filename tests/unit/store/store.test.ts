import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBackup } from '../../../electron/core/store/backup.ts';
import { openStore, type Store } from '../../../electron/core/store/store.ts';
import { ruleSchema } from '../../../shared/rules/schema.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rulepost-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rule = ruleSchema.parse({
  id: 'thanks',
  name: 'Thanks',
  when: { trigger: 'new-row', file: '/orders.csv' },
  who: { recipient: 'email' },
  what: { subject: 'Hello', html: '<p>Hello</p>' },
});

function withRule(store: Store): Store {
  store.rules.save(rule, 1);
  return store;
}

test('an occurrence is taken in once, however often its row is read', () => {
  const store = withRule(openStore(':memory:'));
  const rows = [{ key: 'a', row: { email: 'a@shop.example' } }];
  store.occurrences.add('thanks', rows, 1);
  expect(store.occurrences.arrived('thanks', 'waiting')).toBe(1);
  store.occurrences.add('thanks', rows, 2);
  expect(store.occurrences.arrived('thanks', 'waiting')).toBe(0);
  expect(store.occurrences.waiting('thanks', 10)).toHaveLength(1);
});

test('rows of a file that changed while it was read do not count and may come again', () => {
  const store = withRule(openStore(':memory:'));
  const rows = [{ key: 'a', row: { email: 'a@shop.exam' } }];
  store.occurrences.add('thanks', rows, 1);
  store.occurrences.dropArriving('thanks');
  expect(store.occurrences.arrived('thanks', 'waiting')).toBe(0);
  store.occurrences.add('thanks', [{ key: 'a', row: { email: 'a@shop.example' } }], 2);
  store.occurrences.arrived('thanks', 'waiting');
  expect(store.occurrences.waiting('thanks', 10)[0]?.row.email).toBe('a@shop.example');
});

test('a row set aside is remembered by its key only', () => {
  const store = withRule(openStore(':memory:'));
  store.occurrences.add('thanks', [{ key: 'old', row: { email: 'old@shop.example' } }], 1);
  store.occurrences.arrived('thanks', 'skipped');
  expect(store.occurrences.isKnown('thanks', 'old')).toBe(true);
  expect(store.occurrences.waitingCount('thanks')).toBe(0);
});

test('two deliveries of one rule cannot hold the same dedupe key', () => {
  const store = withRule(openStore(':memory:'));
  store.occurrences.add('thanks', [{ key: 'a', row: {} }], 1);
  store.occurrences.arrived('thanks', 'waiting');
  const delivery = {
    ruleId: 'thanks',
    runId: null,
    occurrenceId: 1,
    address: 'a@shop.example',
    dedupeKey: 'row:a',
    values: [],
    state: 'planned',
    reason: null,
  } as const;
  store.deliveries.insert(delivery, 1);
  expect(() => store.deliveries.insert(delivery, 2)).toThrow(/UNIQUE/);
});

test('a removed rule is hidden, and what it has seen stays known when it comes back', () => {
  const store = withRule(openStore(':memory:'));
  store.occurrences.add('thanks', [{ key: 'a', row: {} }], 1);
  store.occurrences.arrived('thanks', 'waiting');
  store.rules.remove('thanks', 2);
  expect(store.rules.list()).toEqual([]);
  store.rules.save(rule, 3);
  expect(store.rules.get('thanks')?.enabled).toBe(false);
  expect(store.occurrences.isKnown('thanks', 'a')).toBe(true);
});

test('a file that is no database is named, not overwritten', () => {
  const file = join(folder, 'rulepost.db');
  writeFileSync(file, 'this is not a database, but somebody may want it back');
  expect(() => openStore(file)).toThrow(
    expect.objectContaining({ code: 'database-corrupt', message: expect.stringContaining(file) }),
  );
});

test('a database of a newer version is left alone', () => {
  const file = join(folder, 'rulepost.db');
  const db = new DatabaseSync(file);
  db.exec('PRAGMA user_version = 999');
  db.close();
  expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'database-newer' }));
});

test('a folder that cannot be written is named', () => {
  expect(() => openStore(join(folder, 'missing', 'rulepost.db'))).toThrow(
    expect.objectContaining({ code: 'data-folder-unwritable' }),
  );
});

test('a full disk is told as such and leaves what was there', () => {
  const file = join(folder, 'rulepost.db');
  const store = withRule(openStore(file, { maxPages: 60 }));
  const wide = 'x'.repeat(50_000);
  const fill = () => {
    for (let index = 0; index < 1000; index++) {
      store.occurrences.add('thanks', [{ key: `k${index}`, row: { wide } }], 1);
    }
  };
  expect(fill).toThrow(expect.objectContaining({ code: 'disk-full' }));
  store.close();
  const after = openStore(file);
  expect(after.check()).toBeNull();
  expect(after.rules.get('thanks')?.definition.name).toBe('Thanks');
  after.close();
});

test('a copy is made once a day and the newest seven are kept', () => {
  const clock = createFakeClock(Date.UTC(2026, 0, 1));
  const store = withRule(openStore(join(folder, 'rulepost.db')));
  let now = clock.now();
  const backup = createBackup({ store, dataDir: folder, clock: { ...clock, now: () => now } });
  for (let day = 0; day < 9; day++) {
    backup();
    backup();
    now += 86_400_000;
  }
  const copy = openStore(join(folder, 'backups', 'rulepost-2026-01-09.db'));
  expect(copy.rules.get('thanks')?.definition.name).toBe('Thanks');
  copy.close();
  const days = ['03', '04', '05', '06', '07', '08', '09'];
  expect(readdirSync(join(folder, 'backups')).filter((name) => name.endsWith('.db'))).toEqual(
    days.map((day) => `rulepost-2026-01-${day}.db`),
  );
  store.close();
});
