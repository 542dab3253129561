/** The page on the real service with its practice account: consent, a rule, its mail, an approval. */
import { appendFileSync } from 'node:fs';
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
