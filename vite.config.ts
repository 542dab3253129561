/// <reference types="vitest/config" />
import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = import.meta.dirname;
const nodeBuiltins = [...builtinModules, /^node:/];

/**
 * `vite build` builds everything: the page (environment `client`) and the service (environment
 * `service`, one bundle so that it starts fast; only the native keyring stays outside).
 */
export default defineConfig({
  root: process.env.VITEST ? here : resolve(here, 'renderer'),
  plugins: [react()],
  builder: {},
  build: { outDir: resolve(here, 'out/renderer'), emptyOutDir: true },
  environments: {
    service: {
      resolve: { noExternal: true, external: ['@napi-rs/keyring'], conditions: ['node', 'import'] },
      build: {
        ssr: true,
        target: 'node24',
        outDir: resolve(here, 'out/service'),
        emptyOutDir: true,
        rollupOptions: {
          input: { main: resolve(here, 'electron/service/index.ts') },
          external: [...nodeBuiltins, '@napi-rs/keyring'],
        },
      },
    },
  },
  test: {
    include: ['tests/{unit,core,contract}/**/*.test.ts'],
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
