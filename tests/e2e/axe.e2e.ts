/** axe finds nothing serious on any screen, in either colour scheme, wide or narrow. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, settle, show, test } from './stage/fixture.ts';
import { look, shots, views } from './stage/shots.ts';

for (const shot of shots) {
  test.describe(shot.name, () => {
    test.use({ scene: shot.scene });

    test('is accessible', async ({ page, stage }) => {
      await show(page, stage, shot.hash);
      await shot.act?.(page);
      for (const view of views) {
        await look(page, view);
        await settle(page);
        // The mail in a preview is the business's own; it is not part of the page.
        const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
        const serious = violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .flatMap(({ id, nodes }) =>
            nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`),
          );
        expect(serious, view.name).toEqual([]);
      }
    });
  });
}
