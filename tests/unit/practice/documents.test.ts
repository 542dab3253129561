import { expect, test } from 'vitest';
import { openDocumentStore } from '../../../electron/core/store/documents.ts';

test('documents are kept by kind and id, in the order they were first put', () => {
  const store = openDocumentStore(':memory:');
  store.put('list', 'b', { name: 'B' });
  store.put('list', 'a', { name: 'A' });
  store.put('tag', 'a', { name: 'T' });
  store.put('list', 'b', { name: 'B2' });
  expect(store.all('list')).toEqual([{ name: 'B2' }, { name: 'A' }]);
  store.remove('list', 'b');
  expect(store.all('list')).toEqual([{ name: 'A' }]);
  expect(store.all('tag')).toEqual([{ name: 'T' }]);
  store.close();
});

test('a transaction that fails leaves nothing behind', () => {
  const store = openDocumentStore(':memory:');
  expect(() =>
    store.transaction(() => {
      store.put('list', 'a', {});
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(store.all('list')).toEqual([]);
  expect(store.transaction(() => 'done')).toBe('done');
  store.close();
});
