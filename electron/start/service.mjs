/**
 * Entry of the built service (see vite.config.ts). The guard must run before Node links the rest:
 * an old Node has no node:sqlite and would end with an error nobody understands.
 */
import './node-guard.mjs';

await import('../service/index.ts');
