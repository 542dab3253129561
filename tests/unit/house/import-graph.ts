/** Checks every import of the house against the arrows it is built on: who may know whom. */
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { parseSync } from 'vite';

/** Path below the project folder, with forward slashes, to the file's text. */
export type Tree = ReadonlyMap<string, string>;

interface Area {
  folder: string;
  /** Folders (or single files) of the house it may import from, itself included. */
  from: string[];
  /** Node's own modules. */
  node: boolean;
  /** npm packages: those named (with their subpaths), or all but those the page and desktop own. */
  packages: string[] | 'any' | 'any-without-page';
}

const areas: Area[] = [
  { folder: 'renderer', from: ['renderer', 'shared'], node: false, packages: 'any' },
  {
    folder: 'shared',
    from: ['shared'],
    node: false,
    packages: ['zod', 'yaml', '@orpc/contract'],
  },
  {
    folder: 'electron/core',
    from: ['electron/core', 'shared'],
    node: true,
    packages: 'any-without-page',
  },
  {
    folder: 'electron/service',
    from: ['electron/service', 'electron/core', 'shared', 'package.json'],
    node: true,
    packages: 'any-without-page',
  },
  {
    folder: 'electron/main',
    from: ['electron/main', 'electron/core', 'shared', 'package.json'],
    node: true,
    packages: 'any-without-page',
  },
  { folder: 'electron/preload', from: ['electron/preload', 'shared'], node: false, packages: [] },
  {
    folder: 'electron/start',
    from: ['electron/start', 'electron/service'],
    node: true,
    packages: [],
  },
];

const mayImportElectron = ['electron/main', 'electron/preload'];
const mayImportElectronStore = ['electron/main'];
const holdsSql = 'electron/core/store';
const pageOnly = /^(react|react-dom|@mantine\/.*|@tabler\/.*|@tanstack\/.*|@orpc\/tanstack-query)$/;
const builtins = new Set(builtinModules);

/** One import as written; `null` when its target is computed and cannot be known. */
type Specifier = string | null;

/** @returns every forbidden import, as one line each; empty when the house stands. */
export function checkImports(tree: Tree): string[] {
  const wrong: string[] = [];
  for (const [path, text] of tree) {
    const area = areas.find(({ folder }) => isBelow(path, folder));
    if (area === undefined) {
      wrong.push(`${path}: stands in no folder of the house`);
      continue;
    }
    for (const specifier of importsOf(path, text)) {
      const reason = whyNot(area, path, specifier);
      if (reason !== null) wrong.push(`${path}: ${specifier ?? 'import(...)'}: ${reason}`);
    }
  }
  return wrong;
}

/** @returns static, dynamic and type imports, re-exports included. Throws when a file cannot be parsed. */
export function importsOf(path: string, text: string): Specifier[] {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const found: Specifier[] = [];
  for (const node of nodesBelow(program)) {
    const { type, source } = node;
    if (type === 'TSExternalModuleReference') found.push(textOf(node.expression));
    else if (importing.has(String(type)) && source) found.push(textOf(source));
  }
  return found;
}

const importing = new Set([
  'ImportDeclaration',
  'ImportExpression',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'TSImportType',
]);

type SyntaxNode = Record<string, unknown>;

function* nodesBelow(value: unknown): Generator<SyntaxNode> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as SyntaxNode;
  for (const child of Object.values(value)) yield* nodesBelow(child);
}

function textOf(literal: unknown): Specifier {
  const value = (literal as SyntaxNode).value;
  return typeof value === 'string' ? value : null;
}

function whyNot(area: Area, path: string, specifier: Specifier): string | null {
  if (specifier === null) {
    return area.folder === 'electron/start' ? null : 'a computed import hides what it imports';
  }
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ''));
    return area.from.some((folder) => isBelow(target, folder))
      ? null
      : `${area.folder} may import from ${area.from.join(', ')} only`;
  }
  if (specifier.startsWith('node:') || builtins.has(specifier))
    return whyNotNode(area, path, specifier);
  return whyNotPackage(area, specifier);
}

function whyNotNode(area: Area, path: string, specifier: string): string | null {
  if (!area.node) return `${area.folder} may not import Node's modules`;
  if (specifier === 'node:sqlite' && !isBelow(path, holdsSql)) {
    return `the database is opened in ${holdsSql} only`;
  }
  return null;
}

function whyNotPackage(area: Area, specifier: string): string | null {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (name === 'electron') {
    return mayImportElectron.includes(area.folder) ? null : 'electron is for electron/main only';
  }
  if (name === 'electron-store' && !mayImportElectronStore.includes(area.folder)) {
    return 'electron-store is for electron/main only';
  }
  if (area.packages === 'any') return null;
  if (area.packages === 'any-without-page') {
    return pageOnly.test(name) ? `${name} is for the page only` : null;
  }
  return area.packages.includes(name)
    ? null
    : `${area.folder} may import these packages only: ${area.packages.join(', ') || 'none'}`;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
