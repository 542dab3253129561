import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadRule } from '../../../electron/core/rules/load.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rulepost-load-'));
  await writeFile(join(folder, 'mail.html'), '<p>Grüße, {{ first_name }}</p>');
  await writeFile(join(folder, 'blank.html'), ' \n');
  await writeFile(join(folder, 'latin.html'), Buffer.from('<p>Gr\xfc\xdfe</p>', 'latin1'));
});
afterAll(() => rm(folder, { recursive: true }));

const ruleText = (file: string, what: string) =>
  `id: a\nname: A\nwhen: { trigger: new-row, file: ${file} }\nwho: { recipient: email }\nwhat: { subject: Hi, ${what} }\n`;

test('paths start at the folder of the rule, and the HTML is read', async () => {
  const rule = await loadRule(ruleText('data/orders.csv', 'htmlFile: mail.html'), 'a.yaml', folder);
  expect(rule.when.file).toBe(join(folder, 'data', 'orders.csv'));
  expect(rule.what.html).toBe('<p>Grüße, {{ first_name }}</p>');
  expect(rule.what).not.toHaveProperty('htmlFile');
});

test('absolute paths and inline HTML stay', async () => {
  const file = resolve('/shop/orders.csv');
  const rule = await loadRule(ruleText(file, "html: '<p>x</p>'"), 'a.yaml', folder);
  expect(rule.when.file).toBe(file);
  expect(rule.what.html).toBe('<p>x</p>');
});

test.each([
  ['gone.html', 'there is no such file'],
  ['.', 'it is a folder'],
  ['blank.html', 'it is empty'],
  ['latin.html', 'it is not UTF-8 text'],
])('HTML file %s: %s', async (htmlFile, reason) => {
  const loading = loadRule(ruleText('o.csv', `htmlFile: ${htmlFile}`), 'a.yaml', folder);
  await expect(loading).rejects.toMatchObject({ code: 'rule-html-file' });
  await expect(loading).rejects.toThrow(reason);
  await expect(loading).rejects.toThrow(join(folder, htmlFile));
});

test('an invalid rule is refused before files are looked for', async () => {
  await expect(loadRule('id: a', 'a.yaml', folder)).rejects.toMatchObject({ code: 'rule-invalid' });
});
