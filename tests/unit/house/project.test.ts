import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { redirectAddresses } from '../../../shared/redirect-addresses.ts';
import { parseRule } from '../../../shared/rules/parse.ts';
import { projectRoot, readCode, readText } from './source-files.ts';

describe('the project folder', () => {
  it('holds nothing but the four folders and the files every tool looks for', () => {
    const made = /^(node_modules|out|dist)$|\.log$/;
    const visible = readdirSync(projectRoot).filter((name) => !name.startsWith('.'));
    expect(visible.filter((name) => !made.test(name)).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'electron',
      'electron-builder.yml',
      'package-lock.json',
      'package.json',
      'renderer',
      'shared',
      'tests',
      'tsconfig.json',
      'vite.config.ts',
    ]);
  });

  it('has no code file of 400 lines or more', () => {
    const long = [...readCode(['electron', 'renderer', 'shared', 'tests'])]
      .map(([path, text]) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines >= 400);
    expect(long).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = readText('README.md');

  it('shows the two commands in its first screen', () => {
    const firstScreen = readme.split('\n').slice(0, 30).join('\n');
    expect(firstScreen).toMatch(/^npm ci && npm start( |$)/m);
    expect(firstScreen).toMatch(/^npm ci && npm test( |$)/m);
  });

  it('names the redirect addresses that Rulepost really listens on', () => {
    const named = readme.match(/http:\/\/localhost:\d+\/[\w/]+/g);
    expect(named).toEqual([...redirectAddresses]);
  });

  it('shows a rule that Rulepost accepts', () => {
    const [, text] = /```yaml\n(.*?)```/s.exec(readme) ?? [];
    expect(parseRule(text ?? '', 'README.md').rule.id).toBe('thank-you');
  });

  it('gives a reason for every package it is built on', () => {
    const { dependencies, devDependencies } = JSON.parse(readText('package.json')) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const developing = Object.keys(devDependencies).filter((name) => !name.startsWith('@types/'));
    const names = [...Object.keys(dependencies), ...developing];
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
