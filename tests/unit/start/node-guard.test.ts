import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeProblem } from '../../../electron/start/node-guard.mjs';
import { projectRoot, readText } from '../house/source-files.ts';

const guard = pathToFileURL(join(projectRoot, 'electron/start/node-guard.mjs')).href;

/** Loads the guard in a Node that says it is `version`. */
function loadIn(version: string) {
  const code = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });
    import('${guard}').then(() => console.log('went on'));`;
  return spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
}

describe('the Node guard', () => {
  it.each(['12.22.12', '18.0.0', '20.20.2', '23.11.0'])('refuses Node %s', (version) => {
    expect(nodeProblem(version)).toContain(`this is ${version}`);
  });

  it.each(['24.0.0', '24.21.0', '26.10.0', '100.0.0'])('takes Node %s', (version) => {
    expect(nodeProblem(version)).toBe('');
  });

  it('ends the program with one sentence and exit code 2', () => {
    const { status, stdout, stderr } = loadIn('20.20.2');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(`${nodeProblem('20.20.2')}\n`);
  });

  it('lets a good Node go on', () => {
    expect(loadIn('24.21.0')).toMatchObject({ status: 0, stdout: 'went on\n', stderr: '' });
  });

  it.each([
    'electron/start/start.mjs',
    'electron/start/build.mjs',
    'electron/start/rulepost.mjs',
    'electron/start/service.mjs',
    'tests/run.mjs',
  ])('is all that %s imports before anything newer is read', (entry) => {
    const statics = readText(entry)
      .match(/^import .*$/gm)
      ?.filter((line) => !/^import\(/.test(line));
    expect(statics).toHaveLength(1);
    expect(statics?.[0]).toMatch(/^import '.*\/node-guard\.mjs';$/);
  });
});
