/** Rules in the page: switching, trying, adding, changing and removing them. */
import { expect, show, test } from './stage/fixture.ts';

const goodRule = `id: late-parcels
name: Sorry for the delay
when:
  trigger: new-row
  file: late.csv
who:
  recipient: email
what:
  subject: Your parcel is late
  html: <p>Sorry.</p>
`;

test('a rule is switched off by keyboard and on by mouse', async ({ page, stage }) => {
  await show(page, stage, '#/rules');
  const toggle = page.getByRole('switch', { name: 'Thank you for your order is on' });
  await toggle.focus();
  await page.keyboard.press('Space');
  await expect(toggle).not.toBeChecked();
  await expect(page.getByLabel('Messages')).toContainText('Thank you for your order is off.');
  expect(stage.scene.rules[0]?.enabled).toBe(false);

  await page.getByRole('article', { name: 'Thank you for your order' }).locator('label').click();
  await expect(toggle).toBeChecked();
  expect(stage.scene.rules[0]?.enabled).toBe(true);
});

test('a dry run shows each filled-in mail, who is left out and why, and the price', async ({
  page,
  stage,
}) => {
  await show(page, stage, '#/rules/order-thanks');
  await page.getByRole('button', { name: 'Dry run' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('4 people would get a mail now.');
  await expect(dialog).toContainText('11 to 14');
  await expect(dialog).toContainText('"nobody@@mail" is not an e-mail address.');
  await expect(dialog).toContainText('Line 87 has 3 fields');

  const mail = (to: string) => dialog.frameLocator(`iframe[title="Mail to ${to}"]`);
  await expect(mail('ivy.archer@mail.example').locator('h1')).toHaveText('Thank you, Ivy');
  await dialog.getByRole('button', { name: 'tomasz.nowak@post.example' }).focus();
  await page.keyboard.press('Enter');
  const tomasz = mail('tomasz.nowak@post.example');
  await expect(tomasz.locator('h1')).toHaveText('Thank you, Tomasz');
  // The mail's own look survives the strict policy of the page; its links lead nowhere.
  await expect(tomasz.locator('h1')).toHaveCSS('font-size', '22px');
  await expect(tomasz.locator('a')).toHaveCSS('background-color', 'rgb(51, 48, 42)');
  await expect(tomasz.locator('a')).not.toHaveAttribute('href');
});

test('a rule is added from text, after its mistakes are named by line and field', async ({
  page,
  stage,
}) => {
  await show(page, stage, '#/rules');
  await page.getByRole('button', { name: 'Add rule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Rule file').fill(goodRule.replace('recipient', 'recipiant'));
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog.getByRole('alert')).toContainText(/line \d+, who/);

  await dialog.getByLabel('Rule file').fill(goodRule);
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(page).toHaveURL(/#\/rules\/late-parcels$/);
  await expect(page.getByRole('heading', { name: 'Sorry for the delay' })).toBeVisible();
  await expect(page.getByRole('switch')).not.toBeChecked();
  expect(stage.scene.rules.map((rule) => rule.id)).toContain('late-parcels');
});

test('a chosen file fills the form', async ({ page, stage }) => {
  await show(page, stage, '#/rules');
  await page.getByRole('button', { name: 'Add rule' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles({
    name: 'late.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from(goodRule),
  });
  await expect(page.getByLabel('Rule file')).toHaveValue(goodRule);
});

test('a dropped file fills the form, and its name is in what is wrong with it', async ({
  page,
  stage,
}) => {
  await show(page, stage, '#/rules');
  await page.getByRole('button', { name: 'Add rule' }).click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByLabel('Rule file');
  const drop = async (text: string) => {
    const dataTransfer = await page.evaluateHandle((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], 'late.yaml', { type: 'application/yaml' }));
      return transfer;
    }, text);
    // A browser lets go of a file only where the drag over it was taken up.
    const takenUp = await field.evaluate(
      (element, transfer) =>
        !element.dispatchEvent(
          new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true }),
        ),
      dataTransfer,
    );
    expect(takenUp).toBe(true);
    await field.dispatchEvent('drop', { dataTransfer });
    await expect(field).toHaveValue(text);
  };

  await drop(goodRule.replace('recipient', 'recipiant'));
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog.getByRole('alert')).toContainText('late.yaml');

  await drop(goodRule);
  await expect(dialog.getByRole('alert')).toBeHidden();
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(page).toHaveURL(/#\/rules\/late-parcels$/);
});

test('the text of a rule can be changed', async ({ page, stage }) => {
  await show(page, stage, '#/rules/welcome');
  await page.getByRole('button', { name: 'Show as text' }).click();
  const text = page.getByLabel('Rule file');
  await expect(text).toHaveValue(/^id: welcome\n/);
  await text.fill((await text.inputValue()).replace('reading circle', 'book circle'));
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome to the book circle' })).toBeVisible();
});

test('a removed rule comes back as it was', async ({ page, stage }) => {
  await show(page, stage, '#/rules/welcome');
  const before = structuredClone(stage.scene.rules.find((rule) => rule.id === 'welcome'));
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page).toHaveURL(/#\/rules$/);
  await expect(page.getByRole('article')).toHaveCount(3);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('article')).toHaveCount(4);
  const after = stage.scene.rules.find((rule) => rule.id === 'welcome');
  expect(after?.definition).toEqual(before?.definition);
  expect(after?.enabled).toBe(true);
});

test('running a rule leads to its run', async ({ page, stage }) => {
  await show(page, stage, '#/rules/order-thanks');
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/#\/runs\/r_1204$/);
});
