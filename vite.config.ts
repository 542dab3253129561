/// <reference types="vitest/config" />
import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = import.meta.dirname;
const nodeBuiltins = [...builtinModules, /^node:/];
/** Stays outside the bundle: it loads a binary for the machine it runs on. */
const native = '@napi-rs/keyring';

/**
 * `vite build` builds everything: the page (environment `client`) and the service (environment
 * `service`). The service is bundled so that it starts fast: main.js checks Node's version and then
 * loads service.js, which holds all the rest.
 */
export default defineConfig({
  root: process.env.VITEST ? here : resolve(here, 'renderer'),
  plugins: [react()],
  builder: {},
  build: { outDir: resolve(here, 'out/renderer'), emptyOutDir: true },
  environments: {
    service: {
      // CommonJS packages in the bundle ask for these; a module has them under other names.
      define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' },
      resolve: { noExternal: true, external: [native], conditions: ['node', 'import'] },
      build: {
        ssr: true,
        target: 'node24',
        outDir: resolve(here, 'out/service'),
        emptyOutDir: true,
        rollupOptions: {
          input: { main: resolve(here, 'electron/start/service.mjs') },
          external: [...nodeBuiltins, native],
          // One folder, so that a file finds its neighbours by its own place wherever it is bundled.
          output: { chunkFileNames: '[name].js' },
        },
      },
    },
  },
  test: {
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: { name: 'fast', include: ['tests/{unit,core,contract}/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
