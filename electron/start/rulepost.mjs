#!/usr/bin/env node
/** `rulepost`: the command line. Builds the service when it has never been built. */
import './node-guard.mjs';

import('./builder.mjs').then(async ({ buildIfMissing }) => {
  const built = await buildIfMissing();
  if (built.ok) await import(built.service);
  else process.exitCode = built.exitCode;
});
