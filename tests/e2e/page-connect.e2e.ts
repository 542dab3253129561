/** Connecting, from the first start to connected: by mouse, by keyboard, and when it goes wrong. */

import { deniedAttempt, waitingAttempt } from './stage/attempts.ts';
import { expect, show, test } from './stage/fixture.ts';

test.describe('first start', () => {
  test.use({ scene: 'first-start' });

  test('the overview leads to connecting, which asks for the API key first', async ({
    page,
    stage,
  }) => {
    await show(page, stage, '#/');
    await expect(page).toHaveURL(/#\/connect$/);
    await expect(page.getByRole('button', { name: 'Connect', exact: true })).toBeDisabled();

    await page.getByRole('textbox', { name: 'API key' }).fill('a-key-of-our-own');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await expect(page.getByRole('button', { name: 'Connect', exact: true })).toBeEnabled();
    expect(stage.scene.status.connection.clientId).toBe('a-key-of-our-own');
  });

  test('the guide gives the three addresses to copy', async ({ page, stage, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await show(page, stage, '#/connect');
    await page.getByRole('button', { name: 'How to get an API key' }).click();
    const second = 'http://localhost:28471/oauth/callback';
    await page.getByRole('button', { name: `Copy ${second}` }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(second);
  });
});

test.describe('not connected', () => {
  test.use({ scene: 'not-connected' });

  test('the whole way by keyboard', async ({ page, stage, context }) => {
    await context.route('https://consent.example/**', (route) =>
      route.fulfill({ body: 'consent', contentType: 'text/html' }),
    );
    await show(page, stage, '#/connect');
    const connect = page.getByRole('button', { name: 'Connect', exact: true });
    await tabTo(page, 'Connect');
    await expect(connect).toBeFocused();

    const opened = context.waitForEvent('page');
    await page.keyboard.press('Enter');
    expect((await opened).url()).toContain('https://consent.example/authorize');
    await expect(page.getByRole('heading', { name: 'Waiting for your consent' })).toBeVisible();
    await expect(page.getByText('Taking longer than usual?')).toBeHidden();

    stage.scene.attempt = { ...waitingAttempt(Date.now()), offerAlternativesAt: Date.now() - 1 };
    stage.emit('attempt');
    await expect(page.getByText('Taking longer than usual?')).toBeVisible();
    await tabTo(page, 'Paste the address you landed on');
    await page.keyboard.type('https://elsewhere.example/?code=1');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('That is not the address');

    await page.getByLabel('Paste the address you landed on').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('http://localhost:18471/oauth/callback?code=1&state=2');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible();
  });

  test('after twenty seconds the other ways show themselves', async ({ page, stage }) => {
    await page.clock.install();
    stage.scene.attempt = waitingAttempt(Date.now());
    await show(page, stage, '#/connect');
    await expect(page.getByText('Taking longer than usual?')).toBeHidden();
    await page.clock.fastForward(20_000);
    await expect(page.getByText('Taking longer than usual?')).toBeVisible();
  });

  test('a code instead of a browser', async ({ page, stage }) => {
    stage.scene.attempt = { ...waitingAttempt(Date.now()), offerAlternativesAt: Date.now() - 1 };
    await show(page, stage, '#/connect');
    await page.getByRole('button', { name: 'Use a code instead' }).click();
    await expect(page.getByLabel('Code', { exact: true })).toHaveText('KQXP-7RTD');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('button', { name: 'Connect', exact: true })).toBeVisible();
  });

  test('denied, said plainly, and once more', async ({ page, stage, context }) => {
    await context.route('https://consent.example/**', (route) =>
      route.fulfill({ body: 'consent' }),
    );
    stage.scene.attempt = waitingAttempt(Date.now());
    await show(page, stage, '#/connect');
    stage.scene.attempt = deniedAttempt(Date.now());
    stage.emit('attempt');
    await expect(page.getByRole('alert')).toContainText('The permission was not given');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { name: 'Waiting for your consent' })).toBeVisible();
    await expect(page.getByRole('alert')).toBeHidden();
  });
});

test.describe('connected', () => {
  test('disconnecting says what it means and can be left', async ({ page, stage }) => {
    await show(page, stage, '#/');
    await page.getByRole('button', { name: 'Disconnect' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Your rules, what is queued and the history are kept');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    expect(stage.scene.status.connection.state).toBe('connected');

    await page.getByRole('button', { name: 'Disconnect' }).click();
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await expect(page).toHaveURL(/#\/connect$/);
    expect(stage.scene.status.connection.state).toBe('not-connected');
  });

  test('the secret can be set and forgotten, never read', async ({ page, stage }) => {
    await show(page, stage, '#/settings');
    await page.getByRole('button', { name: 'My registration also has a secret' }).click();
    await page.getByLabel('App secret').fill('hush');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('One is stored. It cannot be shown, only replaced.')).toBeVisible();
    await expect(page.getByLabel('App secret')).toHaveValue('');
    expect(stage.scene.status.connection.hasClientSecret).toBe(true);

    await page.getByLabel('Forget the stored secret').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => stage.scene.status.connection.hasClientSecret).toBe(false);
  });
});

/** Goes on with Tab, as a person without a mouse does, until the control of this name has the focus. */
async function tabTo(page: import('@playwright/test').Page, name: string): Promise<void> {
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent?.trim();
    });
    if (focused === name) return;
  }
  throw new Error(`Tab never reaches "${name}"`);
}
