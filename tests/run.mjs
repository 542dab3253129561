/** `npm test`: builds if needed, runs all suites and ends with one line that counts them all. */
import '../electron/start/node-guard.mjs';

import('./support/suites.mjs').then(async ({ runAll }) => {
  process.exitCode = await runAll(process.argv.slice(2));
});
