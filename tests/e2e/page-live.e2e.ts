/** What moves by itself: activity, runs, the mailbox, and the service going away and coming back. */
import { lostRun, ruleOffRun } from './stage/bookshop-runs.ts';
import { expect, show, test } from './stage/fixture.ts';

test('activity appears without a reload', async ({ page, stage }) => {
  await show(page, stage, '#/activity');
  const [first] = stage.scene.activity;
  if (!first) throw new Error('the bookshop has activity');
  stage.scene.activity.unshift({ ...first, id: 99, at: Date.now(), words: 'A parcel was posted.' });
  stage.emit('activity');
  await expect(page.getByRole('listitem').first()).toContainText('A parcel was posted.');
});

test('activity of one rule, by a link that can be kept', async ({ page, stage }) => {
  await show(page, stage, '#/activity');
  await page.getByLabel('Show activity of').selectOption('Welcome to the reading circle');
  await expect(page).toHaveURL(/#\/activity\/welcome$/);
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
});

test.describe('much activity', () => {
  test.use({ scene: 'crowded' });

  test('older entries are loaded on demand', async ({ page, stage }) => {
    await show(page, stage, '#/activity');
    const entries = page.getByRole('main').getByRole('listitem');
    await expect(entries).toHaveCount(50);
    await page.getByRole('button', { name: 'Load older' }).click();
    await expect(entries).toHaveCount(100);
    await page.getByRole('button', { name: 'Load older' }).click();
    await expect(entries).toHaveCount(120);
    await expect(page.getByRole('button', { name: 'Load older' })).toBeHidden();
  });
});

test('the service goes away and comes back; the page says so and goes on', async ({
  page,
  stage,
}) => {
  await show(page, stage, '#/');
  await stage.goAway();
  await expect(page.getByText('Rulepost is not answering.')).toBeVisible();
  // What was known stays in view, and other screens open too.
  await expect(page.getByText('Marlow & Finch Books').first()).toBeVisible();

  stage.scene.status.overall.sentence = 'Everything is fine again.';
  await stage.comeBack();
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByRole('heading', { name: 'Everything is fine again.' })).toBeVisible();
  await expect(page.getByText('Rulepost is not answering.')).toBeHidden();
});

test.describe('runs that wait for a person', () => {
  test.use({ scene: 'waiting-for-you' });

  test('a held run is approved after a last question', async ({ page, stage }) => {
    await show(page, stage, '#/');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('button', { name: 'Send to 1,240 people' }).click();
    await expect(page.getByRole('button', { name: 'Approve' })).toBeHidden();
    expect(stage.scene.runs.find((run) => run.id === 'r_1207')?.state).toBe('running');
  });

  test('a failed run is looked at and retried', async ({ page, stage }) => {
    await show(page, stage, '#/');
    await page.getByRole('link', { name: 'Look at it' }).first().click();
    await expect(page).toHaveURL(/#\/runs\/r_1206$/);
    await expect(page.getByRole('main')).toContainText('Create the mail');
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect(page.getByRole('button', { name: 'Retry' })).toBeHidden();
    expect(stage.scene.runs.find((run) => run.id === 'r_1206')?.state).toBe('running');
  });

  test('one that was held half-way says which step waits', async ({ page, stage }) => {
    stage.scene.runs.push(ruleOffRun(Date.now()));
    await show(page, stage, '#/runs/r_1208');
    const steps = page.getByRole('listitem').filter({ hasText: 'Hand over the recipients' });
    await expect(steps).toContainText('waits for your approval');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('button', { name: 'Send to 7 people' }).click();
    await expect(steps).toContainText('under way');
  });

  test('a discarded run mails nobody', async ({ page, stage }) => {
    await show(page, stage, '#/runs/r_1207');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByText('Discarded', { exact: true })).toBeVisible();
    expect(stage.scene.runs.find((run) => run.id === 'r_1207')?.state).toBe('discarded');
  });
});

test('a person whose outcome cannot be known is not called "Not sent"', async ({ page, stage }) => {
  stage.scene.runs.push(lostRun(Date.now()));
  await show(page, stage, '#/runs/r_1203');
  await expect(page.getByRole('cell', { name: 'Not known', exact: true })).toHaveCount(7);
  await expect(page.getByRole('cell', { name: 'Not sent' })).toHaveCount(0);
});

test.describe('practice account', () => {
  test.use({ scene: 'practice' });

  test('mail arrives in the mailbox while it is open', async ({ page, stage }) => {
    await show(page, stage, '#/mail');
    const list = page.getByRole('list', { name: 'Delivered mail' });
    await expect(list.getByRole('listitem')).toHaveCount(5);
    const [first] = stage.scene.mails;
    if (!first) throw new Error('the practice account has mail');
    stage.scene.mails.unshift({ ...first, id: 'm_new', to: 'new.reader@mail.example' });
    stage.emit('mailbox');
    await expect(list.getByRole('listitem')).toHaveCount(6);
    await list.getByRole('link', { name: /new\.reader@mail\.example/ }).click();
    await expect(page.getByRole('article')).toContainText('To new.reader@mail.example');
  });

  test('the page always says that nobody is mailed', async ({ page, stage }) => {
    await show(page, stage, '#/');
    for (const screen of ['Overview', 'Rules', 'Activity', 'Mailbox', 'Settings']) {
      await page.getByRole('link', { name: screen, exact: true }).click();
      await expect(page.getByText('nobody is really mailed').first()).toBeVisible();
    }
  });
});

test('the appearance can be chosen and is remembered', async ({ page, stage }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await show(page, stage, '#/settings');
  const html = page.locator('html');
  await expect(html).toHaveAttribute('data-mantine-color-scheme', 'light');
  await page.getByText('Dark', { exact: true }).click();
  await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark');
});
