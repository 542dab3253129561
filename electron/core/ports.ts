/**
 * What a host (the desktop app, the service, a test) must give the core.
 *
 * The core never reaches for the wall clock, the network, the keychain or a browser by itself: it
 * asks one of these. That is what lets the same core run in Electron, on a server and under a fake
 * clock.
 */

/** Time. All instants are epoch milliseconds (UTC). */
export interface Clock {
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The platform's `fetch`. The desktop host plugs in Electron's, which knows the system proxy. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** How well secrets are kept on this machine, in a word and in a sentence for a person. */
export interface Protection {
  level: 'os-keychain' | 'passphrase' | 'key-file';
  words: string;
}

/**
 * Encrypted storage for tokens and the client secret.
 *
 * `write` resolves only once the value is durable (fsync): the token keeper relies on that before
 * it first uses a new pair. Every read sees what other processes have written.
 */
export interface SecretBox {
  readonly protection: Protection;
  /** @returns the value, or null when there is none. Throws `secrets-unreadable` when it cannot be decrypted. */
  read(name: string): Promise<string | null>;
  write(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Tells a person something outside the page: a desktop notification, or a line on the console. */
export interface Notifier {
  notify(note: Notification): void;
}

export interface Notification {
  /** Same key, same cause: a host shows it once until it changes. */
  key: string;
  title: string;
  body: string;
  /** Where a click leads, e.g. `run/r_123`. */
  target?: string;
}

/** Opens an address in the person's own browser. @returns false when there is no browser to open. */
export interface Opener {
  open(url: string): Promise<boolean>;
}

/** Sleep and wake of the machine; a service has none and never calls back. */
export interface Power {
  /** @returns a function that stops listening. */
  onResume(listener: () => void): () => void;
}

/** Structured log. Fields are redacted by the host before they are written. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Ports {
  clock: Clock;
  fetch: Fetch;
  secrets: SecretBox;
  notifier: Notifier;
  opener: Opener;
  power: Power;
  log: Log;
}
