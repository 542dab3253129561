/**
 * A secret box in one encrypted file: every named secret in it, the key elsewhere.
 *
 * Reads always read the file again, because other processes write it. A write reads, changes and
 * replaces it under a lock, so that two processes writing different names lose nothing. What cannot
 * be decrypted is never overwritten: reading comes first, and its failure ends the write.
 */
import { readFile } from 'node:fs/promises';
import type { Clock, SecretBox } from '../ports.ts';
import { acquireFileLock } from '../store/file-lock.ts';
import { writeDurably } from './durable-file.ts';
import {
  encryptionKey,
  type Header,
  newHeader,
  readEnvelope,
  type Secrets,
  seal,
  unreadable,
  unseal,
} from './envelope.ts';
import type { KeySource } from './key-source.ts';

export interface EncryptedFileOptions {
  /** Path of the file; its lock stands beside it as `<file>.lock`. Made at the first write. */
  file: string;
  keySource: KeySource;
  clock: Clock;
}

/** @throws from every call: RulepostError `secrets-unreadable`; from writes also `disk-full`, `data-folder-unwritable` */
export function createSecretBox({ file, keySource, clock }: EncryptedFileOptions): SecretBox {
  const keyring = createKeyring(keySource);
  /** Writes of this process wait here for each other; the lock is for other processes. */
  let writing: Promise<void> = Promise.resolve();

  function change(edit: (secrets: Secrets) => Secrets): Promise<void> {
    const work = () =>
      locked(file, clock, async () => {
        const opened = await openFile(file, keyring);
        const header = opened?.header ?? newHeader(keySource);
        const key = await keyring.keyFor(header, opened === null);
        await writeDurably(file, seal(header, key, edit(opened?.secrets ?? {})), clock);
      });
    const done = writing.then(work);
    writing = done.catch(() => {});
    return done;
  }

  async function read(name: string): Promise<string | null> {
    const secrets = (await openFile(file, keyring))?.secrets;
    return secrets && Object.hasOwn(secrets, name) ? (secrets[name] ?? null) : null;
  }

  return {
    protection: { level: keySource.level, words: keySource.words },

    read,

    write: (name, value) => change((secrets) => ({ ...secrets, [name]: value })),

    async remove(name) {
      if ((await read(name)) === null) return;
      await change(({ [name]: _removed, ...kept }) => kept);
    },
  };
}

/**
 * Encrypts an existing file anew with another source's key. The old key must be at hand; when it is
 * not, this throws and the file stays as it is.
 *
 * @throws RulepostError `secrets-unreadable`, `disk-full`, `data-folder-unwritable`
 */
export async function changeProtection(
  { file, keySource, clock }: EncryptedFileOptions,
  to: KeySource,
): Promise<void> {
  await locked(file, clock, async () => {
    const opened = await openFile(file, createKeyring(keySource));
    if (!opened) return;
    const header = newHeader(to);
    const key = await createKeyring(to).keyFor(header, true);
    await writeDurably(file, seal(header, key, opened.secrets), clock);
  });
}

/**
 * Who wrote the file, read without its key.
 *
 * @returns null when there is no file
 * @throws RulepostError `secrets-unreadable` when it is not one of ours
 */
export async function readHeader(file: string): Promise<Header | null> {
  const text = await readIfThere(file);
  return text === null ? null : readEnvelope(text).header;
}

interface Keyring {
  keyFor(header: Header, mayCreate: boolean): Promise<Buffer>;
  forget(header: Header): void;
}

/** Remembers keys already had: one keychain question, one stretched passphrase per start. */
function createKeyring(source: KeySource): Keyring {
  const keys = new Map<string, Buffer>();
  return {
    async keyFor(header, mayCreate) {
      const known = keys.get(header.id);
      if (known) return known;
      if (header.backend !== source.backend) {
        throw unreadable(`it was stored with another protection ("${header.backend}")`);
      }
      const key = await encryptionKey(header, await source.key({ id: header.id, mayCreate }));
      keys.set(header.id, key);
      return key;
    },
    forget: (header) => void keys.delete(header.id),
  };
}

async function openFile(
  file: string,
  keyring: Keyring,
): Promise<{ header: Header; secrets: Secrets } | null> {
  const text = await readIfThere(file);
  if (text === null) return null;
  const envelope = readEnvelope(text);
  const key = await keyring.keyFor(envelope.header, false);
  try {
    return { header: envelope.header, secrets: unseal(envelope, key) };
  } catch (error) {
    keyring.forget(envelope.header); // A key that comes right later is asked for again.
    throw error;
  }
}

async function locked(file: string, clock: Clock, work: () => Promise<void>): Promise<void> {
  const lock = await acquireFileLock(`${file}.lock`, { clock, wait: true });
  try {
    await work();
  } finally {
    lock?.release();
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw unreadable(`the file ${file} cannot be read (${code})`, cause);
  }
}
