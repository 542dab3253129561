import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSecretBox } from '../../../electron/service/secrets/choose.ts';
import { realClock as clock } from './children/clock.ts';

/** A keychain in memory; the real one is tried in keychain.test.ts. */
const keychain = vi.hoisted(() => ({
  entries: new Map<string, string>(),
  /** How it misbehaves. */
  mode: 'works' as 'works' | 'locked' | 'forgets',
}));
vi.mock('@napi-rs/keyring', () => ({
  AsyncEntry: class {
    readonly account: string;
    constructor(_service: string, account: string, options: unknown) {
      expect(options).toEqual({ linux: { store: 'secret-service' } });
      this.account = account;
    }
    #check() {
      if (keychain.mode === 'locked') throw new Error('Platform failure: locked');
    }
    async setPassword(value: string) {
      this.#check();
      if (keychain.mode === 'works') keychain.entries.set(this.account, value);
    }
    async getPassword() {
      this.#check();
      return keychain.entries.get(this.account) ?? null;
    }
    async deleteCredential() {
      return keychain.entries.delete(this.account);
    }
  },
}));

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rulepost-choose-'));
  keychain.entries.clear();
  keychain.mode = 'works';
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const open = (env: NodeJS.ProcessEnv = {}) => openSecretBox({ dataDir, env, clock, log });
const backend = () =>
  JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).header.backend;

describe('a new data folder', () => {
  it('uses the keychain, and leaves nothing of the probe in it', async () => {
    const box = await open();
    expect(box.protection.level).toBe('os-keychain');
    await box.write('tokens', 'abc');
    expect(await (await open()).read('tokens')).toBe('abc');
    expect([...keychain.entries.keys()]).toEqual([expect.stringMatching(/^key [0-9a-f]{32}$/)]);
  });

  it.each(['locked', 'forgets'] as const)('uses a key file when the keychain %s', async (mode) => {
    keychain.mode = mode;
    const box = await open();
    expect(box.protection).toEqual({
      level: 'key-file',
      words: expect.stringContaining('Anyone who can read your files can use it'),
    });
    await box.write('tokens', 'abc');
    expect(await (await open()).read('tokens')).toBe('abc');
    if (process.platform !== 'win32')
      expect(statSync(join(dataDir, 'secrets.key')).mode & 0o777).toBe(0o600);
  });

  it('stays with the key file when the keychain comes later', async () => {
    keychain.mode = 'locked';
    await (await open()).write('tokens', 'abc');
    keychain.mode = 'works';
    expect(await (await open()).read('tokens')).toBe('abc');
    expect(backend()).toBe('key-file');
  });

  it('uses the passphrase before all else, and takes it out of the environment', async () => {
    const env = { RULEPOST_PASSPHRASE: 'correct horse', OTHER: 'stays' };
    const box = await open(env);
    expect(env).toEqual({ OTHER: 'stays' });
    expect(box.protection.level).toBe('passphrase');
    await box.write('tokens', 'abc');
    expect(await (await open({ RULEPOST_PASSPHRASE: 'correct horse' })).read('tokens')).toBe('abc');
  });

  it('uses the credential systemd hands over', async () => {
    const CREDENTIALS_DIRECTORY = join(dataDir, 'credentials');
    mkdirSync(CREDENTIALS_DIRECTORY);
    writeFileSync(join(CREDENTIALS_DIRECTORY, 'rulepost-key'), randomBytes(48));
    await (await open({ CREDENTIALS_DIRECTORY })).write('tokens', 'abc');
    expect(backend()).toBe('systemd-credential');
    expect(await (await open({ CREDENTIALS_DIRECTORY })).read('tokens')).toBe('abc');
    await expect((await open()).read('tokens')).rejects.toThrow('systemd did not hand over');
  });
});

describe('secrets that are there', () => {
  it('are never put under a new key while their keychain is locked', async () => {
    await (await open()).write('tokens', 'abc');
    keychain.mode = 'locked';
    const box = await open();
    expect(box.protection.level).toBe('os-keychain');
    await expect(box.read('tokens')).rejects.toMatchObject({ code: 'secrets-unreadable' });
    await expect(box.write('tokens', 'new')).rejects.toMatchObject({ code: 'secrets-unreadable' });
    keychain.mode = 'works';
    expect(await box.read('tokens')).toBe('abc');
  });

  it('are never put under a new key when the keychain has lost theirs', async () => {
    await (await open()).write('tokens', 'abc');
    keychain.entries.clear();
    await expect((await open()).write('tokens', 'new')).rejects.toThrow('is not in');
    expect(keychain.entries.size).toBe(0);
  });

  it('are never put under a new key when the key file is gone', async () => {
    keychain.mode = 'locked';
    await (await open()).write('tokens', 'abc');
    rmSync(join(dataDir, 'secrets.key'));
    await expect((await open()).write('tokens', 'new')).rejects.toThrow('is missing');
  });

  it('ask for the passphrase that is not given, and refuse a wrong one', async () => {
    await (await open({ RULEPOST_PASSPHRASE: 'correct horse' })).write('tokens', 'abc');
    await expect((await open()).read('tokens')).rejects.toThrow('RULEPOST_PASSPHRASE is not set');
    const wrong = await open({ RULEPOST_PASSPHRASE: 'wrong horse' });
    await expect(wrong.read('tokens')).rejects.toThrow('the passphrase is another one');
  });

  it('go under the passphrase once one is given, if they can be read', async () => {
    await (await open()).write('tokens', 'abc');
    const env = () => ({ RULEPOST_PASSPHRASE: 'correct horse' });
    keychain.mode = 'locked';
    await expect(open(env())).rejects.toMatchObject({ code: 'secrets-unreadable' });
    expect(backend()).toBe('keychain');
    keychain.mode = 'works';
    expect(await (await open(env())).read('tokens')).toBe('abc');
    expect(backend()).toBe('passphrase');
  });

  it('of another program or damaged are left alone', async () => {
    await (await open()).write('tokens', 'abc');
    const file = join(dataDir, 'secrets.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"keychain"', '"safe-storage"'));
    await expect(open()).rejects.toThrow('another program');
    writeFileSync(file, '');
    await expect(open()).rejects.toThrow('damaged');
  });
});
