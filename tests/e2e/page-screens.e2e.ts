/** Every screen in light and dark, wide and narrow: a picture of it, and nothing out of place. */
import { resolve } from 'node:path';
import { expect, settle, show, test } from './stage/fixture.ts';
import { look, shots, views } from './stage/shots.ts';

const pictures = resolve(import.meta.dirname, '../.results/screens');

/**
 * The browser itself logs a refused call (422), and that the sandbox of a mail keeps even Playwright
 * from running a script in it. Everything else is ours.
 */
const expected = /status of 422|^Blocked script execution in 'about:srcdoc'/;

for (const shot of shots) {
  test.describe(shot.name, () => {
    test.use({ scene: shot.scene });

    test('fits and draws without complaint', async ({ page, stage, complaints }) => {
      await show(page, stage, shot.hash);
      await shot.act?.(page);
      for (const view of views) {
        await look(page, view);
        await settle(page);
        await page.screenshot({
          path: `${pictures}/${shot.name}.${view.name}.png`,
          fullPage: true,
        });
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(sideways, `${view.name} scrolls sideways`).toBe(0);
      }
      expect(complaints.filter((line) => !expected.test(line))).toEqual([]);
    });
  });
}
