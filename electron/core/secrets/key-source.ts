/**
 * Where the key of the encrypted file comes from.
 *
 * The key store of the machine holds 32 bytes and nothing else: Windows lets one entry hold about
 * 2,560 bytes, and a pair of tokens is longer. The tokens themselves stand in the encrypted file.
 */
import type { Protection } from '../ports.ts';

/** The identity of one encrypted file, made at random when the file is first written. */
export interface KeyRequest {
  /** Names the key where several can stand side by side (a keychain entry per file). */
  id: string;
  /**
   * true only while there is no encrypted file yet. Once there is one, a key that is missing is a
   * fault to report: a new key over old data would lose them.
   */
  mayCreate: boolean;
}

export interface KeySource extends Protection {
  /** Written into the file, so that the same source is asked next time: `keychain`, `passphrase`... */
  readonly backend: string;
  /** true: what `key` returns is a person's passphrase, to be stretched (scrypt) before use. */
  readonly isPassphrase: boolean;
  /**
   * @returns 32 bytes, or the passphrase's bytes
   * @throws RulepostError `secrets-unreadable` with the reason, when the key cannot be had now
   */
  key(request: KeyRequest): Promise<Buffer>;
}
