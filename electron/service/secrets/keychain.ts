/** The key in the keychain of the operating system, through @napi-rs/keyring. */
import { randomBytes } from 'node:crypto';
import type { AsyncEntry } from '@napi-rs/keyring';
import { hasCode } from '../../../shared/errors/problem.ts';
import type { Clock } from '../../core/ports.ts';
import { unreadable } from '../../core/secrets/envelope.ts';
import type { KeySource } from '../../core/secrets/key-source.ts';

export const keychainBackend = 'keychain';

const service = 'Rulepost';
/** Milliseconds for one answer. A locked keychain may be asking a person who is not there. */
const PATIENCE = 20_000;

const names: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'the Windows Credential Manager',
  darwin: 'the macOS keychain',
};
const name = names[process.platform] ?? 'the desktop keyring';

export function keychainSource(clock: Clock): KeySource {
  return {
    backend: keychainBackend,
    isPassphrase: false,
    level: 'os-keychain',
    words: `Encrypted with a key in ${name}: only your signed-in user can use it.`,
    async key({ id, mayCreate }) {
      const account = `key ${id}`;
      const stored = await ask(clock, async () => (await entry(account)).getPassword());
      // No answer may also mean a keyring without a collection, where reads find nothing; the
      // caller has said whether there is data that a new key would lose.
      if (stored) return Buffer.from(stored, 'base64');
      if (!mayCreate) throw unreadable(`its key is not in ${name}`);
      const key = randomBytes(32);
      await ask(clock, async () => (await entry(account)).setPassword(key.toString('base64')));
      return key;
    },
  };
}

/**
 * Writes a value, reads it back through a fresh entry and removes it: some keyrings take what they
 * cannot give back, and a keyring without a collection reads as empty without any error.
 *
 * @returns null when the keychain works, else why it does not
 */
export async function probeKeychain(clock: Clock): Promise<string | null> {
  const account = `probe ${randomBytes(8).toString('hex')}`;
  const value = randomBytes(32).toString('base64');
  try {
    return await ask(clock, async () => {
      await (await entry(account)).setPassword(value);
      const back = await (await entry(account)).getPassword();
      await (await entry(account)).deleteCredential();
      return back === value ? null : `${name} did not give back what it was given`;
    });
  } catch (error) {
    return hasCode(error, 'secrets-unreadable') ? String(error.params.reason) : String(error);
  }
}

/**
 * The library is loaded only here, on first use: most starts never need it again.
 *
 * On Linux it is pinned to the Secret Service. Left to itself the library falls back to the kernel's
 * keyring without a word, and that forgets everything at the next restart.
 */
async function entry(account: string): Promise<AsyncEntry> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
}

async function ask<T>(clock: Clock, question: () => Promise<T>): Promise<T> {
  const answered = new AbortController();
  const silence = clock.sleep(PATIENCE, answered.signal).then(() => {
    throw unreadable(`${name} does not answer; it may be locked`);
  });
  try {
    return await Promise.race([question(), silence]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw hasCode(cause, 'secrets-unreadable')
      ? cause
      : unreadable(`${name} is not available (${reason})`, cause);
  } finally {
    answered.abort();
    silence.catch(() => {}); // Its rejection by this abort concerns nobody.
  }
}
