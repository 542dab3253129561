import { describe, expect, it } from 'vitest';
import { checkImports, importsOf } from './import-graph.ts';
import { readCode } from './source-files.ts';

const check = (files: Record<string, string>) => checkImports(new Map(Object.entries(files)));

describe('the house', () => {
  const tree = readCode(['electron', 'renderer', 'shared']);

  it('has only imports that follow its arrows', () => {
    expect(checkImports(tree)).toEqual([]);
  });

  it('is really read', () => {
    const ports = tree.get('electron/core/store/database.ts');
    expect(importsOf('database.ts', ports ?? '')).toContain('node:sqlite');
  });
});

describe('the imports of a file', () => {
  it('are all found, however they are written', () => {
    const text = `
      import a from 'a';
      import type { B } from 'b';
      import { type C, c } from 'c';
      import 'd';
      export * from 'e';
      export { f } from 'f';
      export type { G } from 'g';
      const h = await import('h');
      type I = import('i').I;
      type J = typeof import('j');
      function k() { return <div>{import('k')}</div>; }
    `;
    expect(importsOf('x.tsx', text)).toEqual([...'abcdefghijk']);
  });

  it('are not looked for in comments and strings', () => {
    expect(importsOf('x.ts', `// import 'a'\nconst text = "import 'b'";`)).toEqual([]);
  });

  it('cannot be read from a broken file', () => {
    expect(() => importsOf('x.ts', 'import {')).toThrow('x.ts cannot be parsed');
  });
});

describe('an arrow that points the right way', () => {
  it.each([
    ['renderer/app.tsx', '../shared/rules/schema.ts'],
    ['renderer/app.tsx', 'react'],
    ['renderer/app.tsx', './app.css?inline'],
    ['shared/a.ts', './rules/b.ts'],
    ['shared/a.ts', 'zod'],
    ['shared/a.ts', '@orpc/contract'],
    ['electron/core/a.ts', '../../shared/a.ts'],
    ['electron/core/a.ts', 'node:fs'],
    ['electron/core/a.ts', 'liquidjs'],
    ['electron/core/store/a.ts', 'node:sqlite'],
    ['electron/service/a.ts', '../core/core.ts'],
    ['electron/service/a.ts', '../../package.json'],
    ['electron/main/a.ts', '../core/core.ts'],
    ['electron/main/a.ts', 'electron'],
    ['electron/main/a.ts', 'electron-store'],
    ['electron/preload/a.ts', 'electron'],
    ['electron/preload/a.ts', '../../shared/a.ts'],
    ['electron/start/service.mjs', '../service/index.ts'],
  ])('%s -> %s is allowed', (path, target) => {
    expect(check({ [path]: `import '${target}';` })).toEqual([]);
  });
});

describe('an arrow that points the wrong way', () => {
  it.each([
    ['renderer/app.tsx', '../electron/core/core.ts'],
    ['renderer/app.tsx', '../electron/preload/index.ts'],
    ['renderer/app.tsx', 'electron'],
    ['renderer/app.tsx', 'node:fs'],
    ['renderer/app.tsx', 'fs'],
    ['shared/a.ts', '../electron/core/config.ts'],
    ['shared/a.ts', '../renderer/app.tsx'],
    ['shared/a.ts', 'node:path'],
    ['shared/a.ts', 'liquidjs'],
    ['shared/a.ts', '@orpc/server'],
    ['electron/core/a.ts', 'electron'],
    ['electron/core/a.ts', 'electron/main'],
    ['electron/core/a.ts', 'electron-store'],
    ['electron/core/a.ts', 'react'],
    ['electron/core/a.ts', '@mantine/core'],
    ['electron/core/a.ts', '../service/index.ts'],
    ['electron/core/a.ts', '../main/index.ts'],
    ['electron/core/a.ts', '../../renderer/app.tsx'],
    ['electron/core/runs/a.ts', 'node:sqlite'],
    ['electron/service/a.ts', 'electron'],
    ['electron/service/a.ts', 'electron-store'],
    ['electron/service/a.ts', '../main/index.ts'],
    ['electron/service/a.ts', '../preload/index.ts'],
    ['electron/service/a.ts', 'node:sqlite'],
    ['electron/main/a.ts', '../service/index.ts'],
    ['electron/main/a.ts', 'react'],
    ['electron/preload/a.ts', '../core/core.ts'],
    ['electron/preload/a.ts', 'node:fs'],
    ['electron/preload/a.ts', 'zod'],
    ['electron/start/a.mjs', 'zod'],
    ['electron/start/a.mjs', '../core/core.ts'],
    ['electron/other/a.ts', 'zod'],
  ])('%s -> %s is caught', (path, target) => {
    expect(check({ [path]: `import '${target}';` })).toHaveLength(1);
  });

  it('is caught in a type, a dynamic import and a re-export as well', () => {
    const core = '../electron/core/config.ts';
    expect(check({ 'renderer/a.ts': `import type { A } from '${core}';` })).toHaveLength(1);
    expect(check({ 'renderer/a.ts': `type A = import('${core}').A;` })).toHaveLength(1);
    expect(check({ 'renderer/a.ts': `await import('${core}');` })).toHaveLength(1);
    expect(check({ 'renderer/a.ts': `export * from '${core}';` })).toHaveLength(1);
  });

  it('cannot hide in a computed import', () => {
    expect(check({ 'electron/core/a.ts': `const a = 'electron'; await import(a);` })).toEqual([
      'electron/core/a.ts: import(...): a computed import hides what it imports',
    ]);
  });
});
