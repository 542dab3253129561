import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  changeProtection,
  createSecretBox,
  readHeader,
} from '../../../electron/core/secrets/encrypted-file.ts';
import type { KeySource } from '../../../electron/core/secrets/key-source.ts';
import { realClock as clock } from './children/clock.ts';
import { startChild } from './children/spawn.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rulepost-secrets-'));
  file = join(folder, 'secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function source(key: Buffer, more: Partial<KeySource> = {}): KeySource {
  return {
    backend: 'test',
    isPassphrase: false,
    level: 'key-file',
    words: 'For tests.',
    key: () => Promise.resolve(key),
    ...more,
  };
}

const key = randomBytes(32);
const open = (keySource: KeySource = source(key)) => createSecretBox({ file, keySource, clock });

describe('what is written', () => {
  it('is read back by name, by this box and by another', async () => {
    const box = open();
    expect(await box.read('tokens')).toBeNull();
    await box.write('tokens', 'abc');
    await box.write('client-secret', 'ünïcode ✉');
    await box.write('tokens', 'def');
    expect(await open().read('tokens')).toBe('def');
    expect(await open().read('client-secret')).toBe('ünïcode ✉');
    await box.remove('tokens');
    expect(await open().read('tokens')).toBeNull();
    expect(await open().read('client-secret')).toBe('ünïcode ✉');
  });

  it('stands nowhere in plain text, readable for the owner only, with no leftovers', async () => {
    await open().write('tokens', 'a-secret-value');
    expect(readFileSync(file, 'utf8')).not.toContain('a-secret-value');
    expect(readFileSync(file, 'utf8')).not.toContain('tokens');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['secrets.json', 'secrets.json.lock']);
  });

  it('is encrypted with another nonce each time', async () => {
    const box = open();
    await box.write('a', 'same');
    const first = JSON.parse(readFileSync(file, 'utf8'));
    await box.write('a', 'same');
    const second = JSON.parse(readFileSync(file, 'utf8'));
    expect(second.nonce).not.toBe(first.nonce);
    expect(second.data).not.toBe(first.data);
  });

  it('round-trips any name and value', async () => {
    const box = open();
    await fc.assert(
      fc.asyncProperty(
        fc.stringMatching(/^[a-z][a-z-]{0,20}$/),
        fc.string({ unit: 'grapheme' }),
        async (name, value) => {
          await box.write(name, value);
          expect(await box.read(name)).toBe(value);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('does not make a file by removing what was never there', async () => {
    await open().remove('tokens');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('several writers', () => {
  it('lose nothing within one process, through one box or two', async () => {
    const boxes = [open(), open()];
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => boxes[i % 2]?.write(`name${i}`, `value ${i}`)),
    );
    const reader = open();
    for (let i = 0; i < 20; i++) expect(await reader.read(`name${i}`)).toBe(`value ${i}`);
  });

  it('lose nothing across processes', async () => {
    const children = ['a', 'b', 'c'].map((prefix) =>
      startChild('write-secrets.ts', [file, key.toString('hex'), prefix, '8']),
    );
    expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0]);
    const reader = open();
    for (const prefix of ['a', 'b', 'c'])
      for (let i = 0; i < 8; i++)
        expect(await reader.read(`${prefix}${i}`)).toBe(`${prefix} value ${i}`);
  });
});

describe('what cannot be decrypted', () => {
  const unreadable = 'secrets-unreadable';
  const refused = { code: unreadable };

  /** Nothing may read it, change it, or write over it. */
  async function expectUntouchable(box = open()) {
    const before = readFileSync(file, 'utf8');
    await expect(box.read('tokens')).rejects.toMatchObject(refused);
    await expect(box.write('tokens', 'new')).rejects.toMatchObject(refused);
    await expect(box.remove('tokens')).rejects.toMatchObject(refused);
    expect(readFileSync(file, 'utf8')).toBe(before);
  }

  it('is refused with another key', async () => {
    await open().write('tokens', 'abc');
    await expectUntouchable(open(source(randomBytes(32))));
  });

  it('is refused with another source', async () => {
    await open().write('tokens', 'abc');
    await expectUntouchable(open(source(key, { backend: 'other' })));
  });

  it('is refused when any single character is changed', async () => {
    await open().write('tokens', 'abc');
    const good = readFileSync(file, 'utf8');
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: good.length - 3 }),
        fc.constantFrom('A', '7', '"', '}', ' '),
        async (at, by) => {
          const changed = good.slice(0, at) + by + good.slice(at + 1);
          writeFileSync(file, changed);
          const outcome = await open()
            .read('tokens')
            .catch((error) => error.code);
          // White space and the unused bits of a last digit mean nothing; all else is noticed.
          if (meaning(good) === meaning(changed)) expect(['abc', unreadable]).toContain(outcome);
          else expect(outcome).toBe(unreadable);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([0, 1, 40, 200])('is refused when cut off after %i characters', async (length) => {
    await open().write('tokens', 'abc');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, length));
    await expectUntouchable();
  });

  it('is refused when it comes from a newer version', async () => {
    await open().write('tokens', 'abc');
    const newer = JSON.parse(readFileSync(file, 'utf8'));
    newer.header.version = 2;
    writeFileSync(file, JSON.stringify(newer));
    await expectUntouchable();
  });

  it('is readable again once the key is there again', async () => {
    await open().write('tokens', 'abc');
    let locked = true;
    const box = open(
      source(key, {
        key: () => (locked ? Promise.reject(new Error('locked')) : Promise.resolve(key)),
      }),
    );
    await expect(box.read('tokens')).rejects.toThrow('locked');
    locked = false;
    expect(await box.read('tokens')).toBe('abc');
  });
});

describe('the key', () => {
  it('may be made only while there is no file, and is asked for once', async () => {
    const asked: boolean[] = [];
    const noting = source(key, {
      key: ({ mayCreate }) => {
        asked.push(mayCreate);
        return Promise.resolve(key);
      },
    });
    const first = open(noting);
    await first.write('a', '1');
    await first.write('b', '2');
    expect(asked).toEqual([true]);
    await open(noting).read('a');
    expect(asked).toEqual([true, false]);
  });

  it('of 31 bytes is refused', async () => {
    const box = open(source(randomBytes(31)));
    await expect(box.write('a', '1')).rejects.toMatchObject({ code: 'secrets-unreadable' });
    expect(readdirSync(folder)).toEqual(['secrets.json.lock']);
  });

  it('is stretched from a passphrase with a salt of its own per file', async () => {
    const words = (text: string) =>
      source(Buffer.from(text), { backend: 'passphrase', isPassphrase: true });
    await open(words('correct horse')).write('tokens', 'abc');
    expect(await open(words('correct horse')).read('tokens')).toBe('abc');
    await expect(open(words('wrong horse')).read('tokens')).rejects.toThrow('passphrase');
    expect((await readHeader(file))?.scrypt).toEqual({ N: 131072, r: 8, p: 1 });
  });

  it('can be changed for that of another source, which then alone opens the file', async () => {
    const next = source(randomBytes(32), { backend: 'next' });
    await open().write('tokens', 'abc');
    await changeProtection({ file, keySource: source(key), clock }, next);
    expect(await open(next).read('tokens')).toBe('abc');
    await expect(open().read('tokens')).rejects.toMatchObject({ code: 'secrets-unreadable' });
  });
});

/** What a file says: its header, and the bytes of nonce, tag and data. */
function meaning(text: string): string | null {
  try {
    const { header, nonce, tag, data, ...rest } = JSON.parse(text);
    const bytes = [nonce, tag, data].map((base64) => Buffer.from(base64, 'base64').toString('hex'));
    return JSON.stringify([header, bytes, rest]);
  } catch {
    return null;
  }
}
