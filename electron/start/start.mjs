/** `npm start`: builds what is missing, then starts the desktop app or, without one, the service. */
import './node-guard.mjs';

import('./launch.mjs').then(async ({ launch }) => {
  process.exitCode = await launch(process.argv.slice(2));
});
