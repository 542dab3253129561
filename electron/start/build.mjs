/** `npm run build`: builds the page and the service, whatever stands in out/ already. */
import './node-guard.mjs';

import('./builder.mjs').then(async ({ build, projectRoot }) => {
  const built = await build(projectRoot);
  process.exitCode = built.ok ? 0 : built.exitCode;
});
