import { expect, test } from 'vitest';
import { failureOf, fakeService, reply } from './fake-service.ts';

const tag = (name: string) => ({ tag_id: `id-${name}`, name });
const page = (names: string[], href?: string | null) =>
  reply(200, { tags: names.map(tag), _links: href === undefined ? {} : { next: { href } } });

async function names(tags: AsyncIterable<{ name: string }>): Promise<string[]> {
  const all: string[] = [];
  for await (const one of tags) all.push(one.name);
  return all;
}

test('follows next links as the service gives them, to the end', async () => {
  const { client, asked } = fakeService([
    page(['a', 'b'], '/v3/contact_tags?cursor=bGltaXQ9Mg%3D%3D'),
    page([], '/v3/contact_tags?cursor=2'),
    page(['c']),
  ]);
  expect(await names(client.tags.list())).toEqual(['a', 'b', 'c']);
  expect(asked.map((one) => one.url.pathname + one.url.search)).toEqual([
    '/v3/contact_tags?limit=500',
    '/v3/contact_tags?cursor=bGltaXQ9Mg%3D%3D',
    '/v3/contact_tags?cursor=2',
  ]);
});

test.each([
  ['no links', { tags: [tag('a')] }],
  ['links of null', { tags: [tag('a')], _links: null }],
  ['next of null', { tags: [tag('a')], _links: { next: null } }],
  ['href of null', { tags: [tag('a')], _links: { next: { href: null } } }],
  ['an empty href', { tags: [tag('a')], _links: { next: { href: '' } } }],
])('%s ends the collection', async (_, body) => {
  const { client, asked } = fakeService([reply(200, body)]);
  expect(await names(client.tags.list())).toEqual(['a']);
  expect(asked).toHaveLength(1);
});

test('reads page by page when asked to, and no further than the reader', async () => {
  const { client, asked } = fakeService([
    page(['a', 'b'], '/v3/contact_tags?cursor=1'),
    page(['c']),
  ]);
  for await (const tags of client.tags.list().pages()) {
    expect(tags.map((t) => t.name)).toEqual(['a', 'b']);
    break;
  }
  expect(asked).toHaveLength(1);
});

test('a collection that is walked twice is read twice', async () => {
  const { client, asked } = fakeService([page(['a'])]);
  const tags = client.tags.list();
  expect(await names(tags)).toEqual(['a']);
  expect(await names(tags)).toEqual(['a']);
  expect(asked).toHaveLength(2);
});

test('pages that lead round in a circle end in an error, not in a spent quota', async () => {
  const { client, asked } = fakeService([
    page(['a'], '/v3/contact_tags?cursor=1'),
    page(['b'], '/v3/contact_tags?cursor=2'),
    page(['c'], '/v3/contact_tags?cursor=1'),
  ]);
  await expect(failureOf(names(client.tags.list()))).resolves.toMatchObject({
    code: 'unexpected-answer',
  });
  expect(asked).toHaveLength(3);
});

test.each([
  'https://evil.example/v3/contact_tags?cursor=1',
  '//evil.example/v3/contact_tags?cursor=1',
  'http://api.example.test/v3/contact_tags?cursor=1',
  'https://api.example.test:444/v3/contact_tags',
])('a next link to %s is not followed', async (href) => {
  const { client, asked } = fakeService([page(['a'], href), page(['b'])]);
  await expect(failureOf(names(client.tags.list()))).resolves.toMatchObject({
    code: 'unexpected-answer',
  });
  expect(asked).toHaveLength(1);
});

test.each([
  'https://api.example.test/v3/contact_tags?cursor=1',
  'https://user:pass@api.example.test/v3/contact_tags?cursor=1#x',
])('a full next link to the same place (%s) is followed', async (href) => {
  const { client, asked } = fakeService([page(['a'], href), page(['b'])]);
  expect(await names(client.tags.list())).toEqual(['a', 'b']);
  expect(asked[1]?.url.href).toBe('https://api.example.test/v3/contact_tags?cursor=1');
});

test.each([
  ['an item of another shape', { tags: [{ name: 'no id' }] }],
  ['something else than a collection', ['a']],
  ['something else in its place', { tags: 'none' }],
])('%s is an error, never an empty collection', async (_, body) => {
  const { client } = fakeService([reply(200, body)]);
  await expect(failureOf(names(client.tags.list()))).resolves.toMatchObject({
    code: 'unexpected-answer',
  });
});
