/** Playwright with a stage: `test.use({ scene: 'offline' })`, then `stage` in a test. */
import { test as base, expect, type Page } from '@playwright/test';
import { openStage, type Stage } from './server.ts';
import type { SceneName } from './states.ts';

interface StageFixtures {
  scene: SceneName;
  stage: Stage;
  /** Lines the page wrote to the console as errors, those of the Content-Security-Policy among them. */
  complaints: string[];
}

export const test = base.extend<StageFixtures>({
  scene: ['bookshop', { option: true }],
  stage: async ({ scene }, use) => {
    const stage = await openStage(scene);
    await use(stage);
    await stage.goAway();
  },
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await use(complaints);
  },
});

export { expect };

/** Opens a screen of the stage and waits until it has settled. */
export async function show(page: Page, stage: Stage, hash: string): Promise<void> {
  await page.goto(`${stage.url}${hash}`);
  await page.locator('main h1').waitFor();
  await settle(page);
}

/** Waits until nothing is loading and nothing moves any more. */
export async function settle(page: Page): Promise<void> {
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.all(ending.map((one) => one.finished.catch(() => undefined)));
  });
}
