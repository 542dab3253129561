/** Every screen in every state worth looking at, and the four ways each is looked at. */
import type { Page } from '@playwright/test';
import type { SceneName } from './states.ts';

export interface Shot {
  name: string;
  scene: SceneName;
  hash: string;
  /** What is done after the screen is open, e.g. opening a dialog. */
  act?: (page: Page) => Promise<void>;
}

export const shots: readonly Shot[] = [
  { name: 'overview', scene: 'bookshop', hash: '#/' },
  { name: 'overview-waiting-for-you', scene: 'waiting-for-you', hash: '#/' },
  { name: 'overview-nothing-yet', scene: 'nothing-yet', hash: '#/' },
  { name: 'overview-reconnect-needed', scene: 'reconnect-needed', hash: '#/' },
  { name: 'overview-offline', scene: 'offline', hash: '#/' },
  { name: 'overview-account-lacks', scene: 'account-lacks', hash: '#/' },
  { name: 'overview-crowded', scene: 'crowded', hash: '#/' },
  { name: 'overview-practice', scene: 'practice', hash: '#/' },
  {
    name: 'approve-dialog',
    scene: 'waiting-for-you',
    hash: '#/',
    act: async (page) => {
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'connect-first-start', scene: 'first-start', hash: '#/connect' },
  {
    name: 'connect-guide',
    scene: 'first-start',
    hash: '#/connect',
    act: async (page) => {
      await page.getByRole('button', { name: 'How to get an API key' }).click();
      await page.getByText('http://localhost:38471/oauth/callback').waitFor();
    },
  },
  { name: 'connect-start', scene: 'not-connected', hash: '#/connect' },
  { name: 'connect-reconnect', scene: 'reconnect-needed', hash: '#/connect' },
  { name: 'connect-waiting', scene: 'waiting', hash: '#/connect' },
  { name: 'connect-waiting-long', scene: 'waiting-long', hash: '#/connect' },
  { name: 'connect-code', scene: 'device-code', hash: '#/connect' },
  { name: 'connect-denied', scene: 'denied', hash: '#/connect' },
  { name: 'connect-done', scene: 'just-connected', hash: '#/connect' },
  { name: 'rules', scene: 'bookshop', hash: '#/rules' },
  { name: 'rules-empty', scene: 'nothing-yet', hash: '#/rules' },
  { name: 'rules-crowded', scene: 'crowded', hash: '#/rules' },
  {
    name: 'rule-add',
    scene: 'bookshop',
    hash: '#/rules',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add rule' }).click();
      await page.getByLabel('Rule file').fill('id: thanks\nname: Thanks\nwhen:\n  trigger: moon\n');
      await page.getByRole('dialog').getByRole('button', { name: 'Add rule' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'rule-dry-run',
    scene: 'bookshop',
    hash: '#/rules',
    act: async (page) => {
      await page.getByRole('button', { name: 'Dry run' }).first().click();
      await page.getByText('would get a mail now').waitFor();
    },
  },
  { name: 'rule', scene: 'bookshop', hash: '#/rules/order-thanks' },
  {
    name: 'rule-as-text',
    scene: 'bookshop',
    hash: '#/rules/order-thanks',
    act: async (page) => {
      await page.getByRole('button', { name: 'Show as text' }).click();
      await page.getByLabel('Rule file').waitFor();
    },
  },
  { name: 'activity', scene: 'bookshop', hash: '#/activity' },
  { name: 'activity-empty', scene: 'nothing-yet', hash: '#/activity' },
  { name: 'run-done', scene: 'bookshop', hash: '#/runs/r_1204' },
  { name: 'run-held', scene: 'crowded', hash: '#/runs/r_1208' },
  { name: 'run-failed', scene: 'waiting-for-you', hash: '#/runs/r_1206' },
  { name: 'run-lost', scene: 'crowded', hash: '#/runs/r_1203' },
  { name: 'run-gone', scene: 'bookshop', hash: '#/runs/r_1' },
  { name: 'mailbox', scene: 'practice', hash: '#/mail' },
  { name: 'mailbox-reading', scene: 'practice', hash: '#/mail/m_2' },
  { name: 'mailbox-empty', scene: 'practice-empty', hash: '#/mail' },
  { name: 'settings', scene: 'bookshop', hash: '#/settings' },
  { name: 'nowhere', scene: 'bookshop', hash: '#/no/such/place' },
];

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 480, height: 800 } };

export const views = (['light', 'dark'] as const).flatMap((colorScheme) =>
  Object.entries(sizes).map(([size, viewport]) => ({
    name: `${size}-${colorScheme}`,
    colorScheme,
    viewport,
  })),
);

/** Looks at the page as it is, in this size and colour scheme. */
export async function look(page: Page, view: (typeof views)[number]): Promise<void> {
  await page.setViewportSize(view.viewport);
  await page.emulateMedia({ colorScheme: view.colorScheme, reducedMotion: 'reduce' });
  const scheme = `html[data-mantine-color-scheme="${view.colorScheme}"]`;
  await page.locator(scheme).waitFor();
}
