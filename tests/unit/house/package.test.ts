import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readText } from './source-files.ts';

const versions = z.record(z.string(), z.string());
const packageJson = z
  .object({
    main: z.string(),
    version: z.string(),
    scripts: versions,
    dependencies: versions,
    devDependencies: versions,
    optionalDependencies: versions,
  })
  .parse(JSON.parse(readText('package.json')));
const everyDependency = Object.entries({
  ...packageJson.dependencies,
  ...packageJson.devDependencies,
  ...packageJson.optionalDependencies,
});

describe('package.json', () => {
  it('pins every dependency to one exact version', () => {
    const loose = everyDependency.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expect(loose).toEqual([]);
  });

  it('keeps all of oRPC at one version: the newest tag of its client is a stray', () => {
    const orpc = everyDependency.filter(([name]) => name.startsWith('@orpc/'));
    expect(orpc.length).toBeGreaterThan(2);
    expect(new Set(orpc.map(([, version]) => version))).toEqual(new Set(['1.16.1']));
  });

  it('has the scripts the README names', () => {
    const named = [...readText('README.md').matchAll(/npm run ([a-z]+)/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(2);
    expect(Object.keys(packageJson.scripts)).toEqual(
      expect.arrayContaining(['start', 'test', ...named]),
    );
  });
});

describe('package-lock.json', () => {
  const lock = z
    .object({
      packages: z.record(
        z.string(),
        z.object({ resolved: z.string().optional(), integrity: z.string().optional() }),
      ),
    })
    .parse(JSON.parse(readText('package-lock.json')));
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

  it('names no address a package was fetched from', () => {
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('holds the hash of every package', () => {
    expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });
});

describe('electron-builder.yml', () => {
  const validate = new Ajv({ allErrors: true, strict: false, coerceTypes: true }).compile(
    createRequire(import.meta.url)('app-builder-lib/scheme.json'),
  );

  it('is valid by the schema of electron-builder itself', () => {
    validate(parse(readText('electron-builder.yml')));
    expect(validate.errors).toBeNull();
  });

  it('would not be with a misspelt key', () => {
    const settings = parse(readText('electron-builder.yml'));
    expect(validate({ ...settings, npmRebuildd: true })).toBe(false);
  });
});

describe('CHANGELOG.md', () => {
  it('has an entry for this version', () => {
    expect(readText('CHANGELOG.md')).toContain(`## [${packageJson.version}]`);
  });
});
