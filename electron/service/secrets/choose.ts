/** Chooses how the service keeps its secrets on this machine. */
import { join } from 'node:path';
import type { Clock, Log, SecretBox } from '../../core/ports.ts';
import {
  changeProtection,
  createSecretBox,
  readHeader,
} from '../../core/secrets/encrypted-file.ts';
import { unreadable } from '../../core/secrets/envelope.ts';
import type { KeySource } from '../../core/secrets/key-source.ts';
import {
  hasSystemdCredential,
  keyFileBackend,
  keyFileSource,
  systemdBackend,
  systemdSource,
} from './key-file.ts';
import { keychainBackend, keychainSource, probeKeychain } from './keychain.ts';
import { passphraseBackend, passphraseSource, takePassphrase } from './passphrase.ts';

export interface OpenSecretBoxOptions {
  /** Folder of the encrypted file; exists. */
  dataDir: string;
  /** Read for `RULEPOST_PASSPHRASE` (taken out of it) and `CREDENTIALS_DIRECTORY`. */
  env: NodeJS.ProcessEnv;
  clock: Clock;
  log: Log;
}

/**
 * Opens the secret box of a data folder.
 *
 * A new folder: the passphrase if one is given, else systemd's credential, else the keychain if a
 * probe shows that it works, else a key file. A folder with secrets in it: whatever wrote them, and
 * nothing else; when that is locked or gone, every read says so (`secrets-unreadable`) and tries
 * again the next time, so a keychain that is unlocked later is simply used. A new key is never made
 * over old data. A passphrase given to a folder that had another protection takes it over.
 *
 * @throws RulepostError `secrets-unreadable` when the file is damaged, or a passphrase is to take
 *   over from a protection that is not available now
 */
export async function openSecretBox(options: OpenSecretBoxOptions): Promise<SecretBox> {
  const { dataDir, env, clock, log } = options;
  const file = join(dataDir, 'secrets.json');
  const passphrase = takePassphrase(env);
  const header = await readHeader(file);

  const sources = { dataDir, env, clock, passphrase };
  let keySource = header ? sourceNamed(header.backend, sources) : await bestSource(sources, log);
  if (header && passphrase !== null && header.backend !== passphraseBackend) {
    const stronger = passphraseSource(passphrase);
    await changeProtection({ file, keySource, clock }, stronger);
    log.info({ from: header.backend }, 'secrets are now protected by the passphrase');
    keySource = stronger;
  }
  log.debug({ backend: keySource.backend }, 'secret box chosen');
  return createSecretBox({ file, keySource, clock });
}

interface Sources {
  dataDir: string;
  env: NodeJS.ProcessEnv;
  clock: Clock;
  passphrase: string | null;
}

async function bestSource({ dataDir, env, clock, passphrase }: Sources, log: Log) {
  if (passphrase !== null) return passphraseSource(passphrase);
  const credentials = env.CREDENTIALS_DIRECTORY;
  if (await hasSystemdCredential(credentials)) return systemdSource(credentials);
  const obstacle = await probeKeychain(clock);
  if (obstacle === null) return keychainSource(clock);
  log.info({ obstacle }, 'no usable keychain here; a key file is used');
  return keyFileSource(dataDir, clock);
}

function sourceNamed(backend: string, { dataDir, env, clock, passphrase }: Sources): KeySource {
  switch (backend) {
    case passphraseBackend:
      return passphrase === null ? missingPassphrase : passphraseSource(passphrase);
    case systemdBackend:
      return systemdSource(env.CREDENTIALS_DIRECTORY);
    case keychainBackend:
      return keychainSource(clock);
    case keyFileBackend:
      return keyFileSource(dataDir, clock);
    default:
      throw unreadable(`it was stored by another program, with "${backend}"`);
  }
}

const missingPassphrase: KeySource = {
  ...passphraseSource(''),
  key: () =>
    Promise.reject(unreadable('it needs the passphrase, and RULEPOST_PASSPHRASE is not set')),
};
