/** The page on the real service with its practice account: consent, a rule, its mail, an approval. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './practice-service.ts';

test.describe.configure({ mode: 'serial' });

const ruleText = (file: string, approveAbove: number) => `id: late-${approveAbove}
name: Sorry for the delay ${approveAbove}
kind: service
when:
  trigger: new-row
  file: ${JSON.stringify(file)}
  key: parcel
  existingRows: send
  gatherSeconds: 0
who:
  recipient: email
what:
  subject: Your parcel {{ parcel }} is late
  html: <p>Sorry, {{ name }}.</p>
safeguards:
  approveAbove: ${approveAbove}
`;

test('denied and then allowed on the practice consent page', async ({ page, service, context }) => {
  await page.goto(await service.link());
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();

  const answerConsent = async (start: string, answer: string) => {
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: start, exact: true }).click();
    const consent = await opened;
    await consent.getByRole('button', { name: answer }).click();
    await consent.waitForURL(/localhost:\d+\/oauth\/callback/);
    await consent.close();
  };
  await answerConsent('Connect', 'Deny');
  await expect(page.getByRole('alert')).toContainText('The permission was not given');
  await answerConsent('Try again', 'Allow');
  await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Harbour Street Books');
});

test('a rule from the page mails a new row, and its mail arrives while one looks', async ({
  page,
  service,
}) => {
  const file = service.write('late.csv', 'parcel,name,email\nP-1,Ivy,ivy@late.example\n');
  await page.goto(await service.link());
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  await page.getByRole('button', { name: 'Add rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Rule file').fill(ruleText(file, 500));
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(page.getByRole('heading', { name: 'Sorry for the delay 500' })).toBeVisible();

  await page.getByRole('button', { name: 'Dry run' }).click();
  await expect(dialog).toContainText('1 person would get a mail now.');
  await expect(dialog.frameLocator('iframe').locator('body')).toContainText('Sorry, Ivy.');
  await page.keyboard.press('Escape');

  await switchOn(page);
  await page.getByRole('link', { name: 'Mailbox', exact: true }).click();
  const mails = page.getByRole('list', { name: 'Delivered mail' });
  await expect(mails).toContainText('ivy@late.example', { timeout: 30_000 });

  appendFileSync(file, 'P-2,Tom,tom@late.example\n');
  await expect(mails).toContainText('tom@late.example', { timeout: 30_000 });
  await mails.getByRole('link', { name: /tom@late\.example/ }).click();
  const mail = page.getByRole('article');
  await expect(mail).toContainText('Your parcel P-2 is late');
  await expect(mail.frameLocator('iframe').locator('body')).toContainText('Sorry, Tom.');
});

test('a rule removed and taken back goes on, and mails nobody twice', async ({ page, service }) => {
  await page.goto(await service.link());
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  await page.getByRole('link', { name: 'Sorry for the delay 500' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page).toHaveURL(/#\/rules$/);
  await expect(page.getByRole('link', { name: 'Sorry for the delay 500' })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  const rule = page.getByRole('article', { name: 'Sorry for the delay 500' });
  await expect(rule.getByRole('switch')).toBeChecked();

  appendFileSync(join(service.folder, 'late.csv'), 'P-3,Una,una@late.example\n');
  await page.getByRole('link', { name: 'Mailbox', exact: true }).click();
  const mails = page.getByRole('list', { name: 'Delivered mail' });
  await expect(mails).toContainText('una@late.example', { timeout: 30_000 });
  for (const before of ['ivy@late.example', 'tom@late.example']) {
    await expect(mails.getByRole('link', { name: before })).toHaveCount(1);
  }
});

test('a browser that is let in no more is told so, and goes on once it is', async ({
  page,
  service,
  context,
}) => {
  // The stream of changes is kept away until the browser has lost its way in.
  await page.route('**/rpc/changes', (route) => route.abort());
  await page.goto(await service.link());
  await expect(page.getByText('Rulepost is not answering.')).toBeVisible();
  await expect(page.getByRole('listitem').first()).toBeVisible();
  await context.clearCookies();
  await page.unroute('**/rpc/changes');
  await page.getByRole('button', { name: 'Try now' }).click();
  const banner = page.getByText('This browser is not let in any more.');
  await expect(banner).toBeVisible();
  await expect(page.getByRole('status')).toContainText('rulepost open');

  const other = await context.newPage();
  await other.goto(await service.link());
  await expect(banner).toBeHidden();
  await expect(page.getByRole('main')).toContainText('Harbour Street Books');
});

test('a held run shows who and what, and mails once approved', async ({ page, service }) => {
  const file = service.write('held.csv', 'parcel,name,email\nP-9,Ben,ben@held.example\n');
  await page.goto(await service.link());
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  await page.getByRole('button', { name: 'Add rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Rule file').fill(ruleText(file, 0));
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(page.getByRole('heading', { name: 'Sorry for the delay 0' })).toBeVisible();
  await switchOn(page);

  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await page.getByRole('link', { name: 'Look at it' }).click({ timeout: 30_000 });
  await expect(page.getByRole('main')).toContainText('ben@held.example');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('button', { name: 'Send to 1 person' }).click();
  await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 30_000 });

  await page.getByRole('link', { name: 'Mailbox', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Delivered mail' })).toContainText(
    'ben@held.example',
  );
});

async function switchOn(page: Page): Promise<void> {
  await page.getByRole('switch').focus();
  await page.keyboard.press('Space');
  await expect(page.getByLabel('Messages')).toContainText('is on.');
}
