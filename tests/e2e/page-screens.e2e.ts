/**
 * Every screen in light and dark, wide and narrow: a picture of it, nothing out of place, and axe
 * finds nothing serious.
 */
import { resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, settle, show, test } from './stage/fixture.ts';
import { look, shots, views } from './stage/shots.ts';

// Each has a stage of its own, and this file is the longest: both workers share it.
test.describe.configure({ mode: 'parallel' });

const pictures = resolve(import.meta.dirname, '../.results/screens');

/**
 * The browser itself logs a refused call (422), and that the sandbox of a mail keeps even Playwright
 * from running a script in it. Everything else is ours.
 */
const expected = /status of 422|^Blocked script execution in 'about:srcdoc'/;

for (const shot of shots) {
  test.describe(shot.name, () => {
    test.use({ scene: shot.scene });

    test('fits, draws without complaint and is accessible', async ({ page, stage, complaints }) => {
      await show(page, stage, shot.hash);
      await shot.act?.(page);
      for (const view of views) {
        await look(page, view);
        await settle(page);
        await page.screenshot({
          path: `${pictures}/${shot.name}.${view.name}.png`,
          // Below a dialog is nothing to see, and it stands in the middle of the window.
          fullPage: !(await page.getByRole('dialog').isVisible()),
        });
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect.soft(sideways, `${view.name} scrolls sideways`).toBe(0);
        expect.soft(await seriousFindings(page), view.name).toEqual([]);
      }
      expect(complaints.filter((line) => !expected.test(line))).toEqual([]);
    });
  });
}

async function seriousFindings(page: Page): Promise<string[]> {
  // The mail in a preview is the business's own; it is not part of the page.
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`),
    );
}
