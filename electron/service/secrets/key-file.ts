/** The key in a file: of our own where there is no keychain, or handed over by systemd. */
import { hkdfSync, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/ports.ts';
import { writeDurably } from '../../core/secrets/durable-file.ts';
import { unreadable } from '../../core/secrets/envelope.ts';
import type { KeySource } from '../../core/secrets/key-source.ts';

export const keyFileBackend = 'key-file';
export const systemdBackend = 'systemd-credential';

/**
 * A key file in the data folder that only this user can read. It keeps the connection out of
 * backups of single files and out of sight, no more; the words say so.
 */
export function keyFileSource(dataDir: string, clock: Clock): KeySource {
  const file = join(dataDir, 'secrets.key');
  return {
    backend: keyFileBackend,
    isPassphrase: false,
    level: 'key-file',
    words:
      'Kept in a file only this user can read. Anyone who can read your files can use it: an administrator, or somebody with a full copy of the data folder.',
    async key({ mayCreate }) {
      const text = await readIfThere(file);
      if (text !== null) return Buffer.from(text.trim(), 'base64');
      if (!mayCreate) throw unreadable(`its key file ${file} is missing`);
      const key = randomBytes(32);
      // Nobody else makes one meanwhile: the encrypted file's lock is held (encrypted-file.ts).
      await writeDurably(file, `${key.toString('base64')}\n`, clock);
      return key;
    },
  };
}

/**
 * A credential of the systemd unit (`LoadCredentialEncrypted=rulepost-key:...`). What is in it is
 * up to the administrator; 32 bytes or more of it make the key.
 *
 * @param folder `$CREDENTIALS_DIRECTORY`; https://systemd.io/CREDENTIALS/
 */
export function systemdSource(folder: string | undefined): KeySource {
  return {
    backend: systemdBackend,
    isPassphrase: false,
    level: 'key-file',
    words: 'Encrypted with a key that systemd hands to this service alone.',
    async key({ id }) {
      const content = await readCredential(folder);
      if (content === null)
        throw unreadable('systemd did not hand over the credential rulepost-key');
      if (content.length < 32) throw unreadable('the credential rulepost-key is under 32 bytes');
      return Buffer.from(hkdfSync('sha256', content, Buffer.from(id, 'hex'), 'rulepost', 32));
    },
  };
}

export async function hasSystemdCredential(folder: string | undefined): Promise<boolean> {
  return (await readCredential(folder)) !== null;
}

async function readCredential(folder: string | undefined): Promise<Buffer | null> {
  if (!folder) return null;
  const text = await readIfThere(join(folder, 'rulepost-key'), 'latin1');
  return text === null ? null : Buffer.from(text, 'latin1');
}

async function readIfThere(file: string, encoding: 'utf8' | 'latin1' = 'utf8') {
  try {
    return await readFile(file, encoding);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw unreadable(`its key file ${file} cannot be read (${code})`, cause);
  }
}
