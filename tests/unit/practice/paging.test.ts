import { expect, test } from 'vitest';
import { type Opened, openPractice } from './open.ts';

async function withLists(p: Opened): Promise<Opened> {
  for (const name of ['A', 'B', 'C', 'D', 'E']) p.account.addList(name);
  return p;
}

test('next links are relative, opaque, and carry the query along', async () => {
  const p = await withLists(await openPractice({ seed: 'empty' }));
  const names: string[] = [];
  let path = '/contact_lists?limit=2&include_membership_count=all';
  for (let page = 0; page < 3; page++) {
    const { body } = await p.get(path);
    names.push(...body.lists.map((list) => list.name));
    expect(body.lists.every((list) => list.membership_count === 0)).toBe(true);
    path = body._links.next?.href ?? 'end';
    if (path !== 'end') expect(path).toMatch(/^\/v3\/contact_lists\?cursor=[^&]+$/);
  }
  expect(names).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(path).toBe('end');
});

test('a page that begins with something deleted meanwhile goes on after it', async () => {
  const p = await openPractice({ seed: 'empty' });
  for (const name of 'abcd') p.account.addContact({ address: `${name}@reader.example` });
  const { body } = await p.get('/contacts?limit=2');
  p.account.deleteContact('c@reader.example');
  const rest = (await p.get(body._links.next.href)).body.contacts;
  expect(rest.map((c) => c.email_address.address)).toEqual(['d@reader.example']);
});

test.each([
  ['empty-links', { _links: {} }],
  ['null-next', { _links: { next: null } }],
  ['null-href', { _links: { next: { href: null } } }],
] as const)('the last page may end with %s', async (lastPage, links) => {
  const p = await openPractice({ switches: { lastPage } });
  expect((await p.get('/contact_lists')).body).toMatchObject(links);
});

test('the last page may have no links at all', async () => {
  const p = await openPractice({ switches: { lastPage: 'no-links' } });
  expect((await p.get('/contact_lists')).body).not.toHaveProperty('_links');
});

test('by switch, cursors grow old', async () => {
  const p = await withLists(await openPractice({ switches: { cursorLifetimeSeconds: 60 } }));
  const { href } = (await p.get('/contact_lists?limit=2')).body._links.next;
  await p.clock.advance(60_000);
  expect((await p.get(href)).status).toBe(200);
  await p.clock.advance(1);
  expect((await p.get(href)).status).toBe(400);
  expect((await p.get('/contact_lists?cursor=nonsense')).status).toBe(400);
});
