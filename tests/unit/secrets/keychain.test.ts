import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, 'children/keychain.ts');
const installed = ['dbus-run-session', 'gnome-keyring-daemon'].every(
  (program) => spawnSync('which', [program]).status === 0,
);

let root: string;
let dataDir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rulepost-keychain-'));
  dataDir = join(root, 'data');
  execFileSync('mkdir', ['-p', dataDir, join(root, 'run'), join(root, 'share')]);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/**
 * Runs the script in a session bus of its own. `keyring` says what is on it: the newline matters,
 * because an empty password leaves a daemon without a collection.
 */
function inSession(keyring: 'unlocked' | 'no collection' | 'none', ...args: string[]) {
  const daemon = (input: string) =>
    `printf '${input}' | gnome-keyring-daemon --unlock --components=secrets >/dev/null;`;
  const start = { unlocked: daemon('\\n'), 'no collection': daemon(''), none: '' }[keyring];
  const command = `${start} exec "$0" "$@"`;
  const all = ['--', 'sh', '-c', command, process.execPath, script, dataDir, ...args];
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: root,
    XDG_RUNTIME_DIR: join(root, 'run'),
    XDG_DATA_HOME: join(root, 'share'),
  };
  const out = execFileSync('dbus-run-session', all, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(out.trim().split('\n').at(-1) ?? '');
}

const title = installed
  ? 'with the real Secret Service'
  : 'with the real Secret Service (not run: dbus-run-session and gnome-keyring-daemon are missing)';

describe.skipIf(!installed)(title, () => {
  it('keeps the key in the keyring, where the next process finds it', () => {
    expect(inSession('unlocked', 'write', 'abc')).toEqual({ level: 'os-keychain', read: 'abc' });
    expect(inSession('unlocked', 'read')).toEqual({ level: 'os-keychain', read: 'abc' });
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toContain('"keychain"');
    expect(readdirSync(dataDir)).not.toContain('secrets.key');
  });

  it('does not believe a keyring that has no collection, and takes a key file', () => {
    expect(inSession('no collection', 'probe').obstacle).toContain('not available');
    expect(inSession('no collection', 'write', 'abc')).toEqual({ level: 'key-file', read: 'abc' });
  });

  it('never makes a new key over data whose keyring is gone', () => {
    inSession('unlocked', 'write', 'abc');
    const before = readFileSync(join(dataDir, 'secrets.json'), 'utf8');
    const other = inSession('none', 'write', 'new');
    expect(other.code).toBe('secrets-unreadable');
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toBe(before);
    expect(inSession('unlocked', 'read').read).toBe('abc');
  });
});

describe('without a session bus', () => {
  it.runIf(process.platform === 'linux')('the keychain is not believed in', () => {
    const env = { PATH: process.env.PATH, HOME: root };
    const run = (action: string) =>
      JSON.parse(
        execFileSync(process.execPath, [script, dataDir, action, 'abc'], { env, encoding: 'utf8' }),
      );
    expect(run('probe').obstacle).toContain('not available');
    expect(run('write')).toEqual({ level: 'key-file', read: 'abc' });
    expect(run('read')).toEqual({ level: 'key-file', read: 'abc' });
  });
});
