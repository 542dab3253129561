/** The key as a passphrase from the environment, for servers that are handed their secrets so. */
import type { KeySource } from '../../core/secrets/key-source.ts';

export const passphraseBackend = 'passphrase';

const variable = 'RULEPOST_PASSPHRASE';

/**
 * Takes the passphrase out of the environment, so that no child process and no dump of the
 * environment shows it later.
 *
 * @returns null when none is given
 */
export function takePassphrase(env: NodeJS.ProcessEnv): string | null {
  const passphrase = env[variable];
  delete env[variable];
  return passphrase ? passphrase : null;
}

export function passphraseSource(passphrase: string): KeySource {
  const material = Buffer.from(passphrase.normalize('NFC'), 'utf8');
  return {
    backend: passphraseBackend,
    isPassphrase: true,
    level: 'passphrase',
    words:
      'Encrypted with your passphrase. Without it nobody can read it, and nobody can recover it.',
    key: () => Promise.resolve(material),
  };
}
