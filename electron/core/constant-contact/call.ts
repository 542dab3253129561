/** What one call to the V3 API is made of, and what every caller may say about it. */
import type { Priority } from './governor.ts';

/** The connection's access tokens; the token keeper implements it. */
export interface Tokens {
  /** @returns a valid access token; throws what stands in the way, e.g. `reconnect-needed` */
  accessToken(signal?: AbortSignal): Promise<string>;
  /** The service refused this token, though it should have been valid. */
  rejected(accessToken: string): void;
}

export interface CallOptions {
  /** Default `send`. */
  priority?: Priority | undefined;
  signal?: AbortSignal | undefined;
  /** Counts every request made on behalf of one caller, repeats included. */
  meter?: { calls: number } | undefined;
}

export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** Permission of the consent and privilege of the person, as the service names them. */
export interface Needs {
  scope: 'account_read' | 'contact_data' | 'campaign_data';
  privilege: string;
}

/** Reads a successful answer's body; throws an Error that says what is wrong with it. */
export type Read<T> = (body: string) => T;

export interface CallSpec<T> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's base, ids already encoded. */
  path: string;
  /** Lists travel comma-separated; undefined is left out. */
  query?: Readonly<Record<string, QueryValue>> | undefined;
  /** A `_links.next.href` as the service gave it, instead of path and query. */
  link?: string | undefined;
  body?: unknown;
  read: Read<T>;
  /**
   * `safe`: doing it twice leaves the same as doing it once, so it is repeated after any passing
   * failure. `read-first`: repeated only when the service certainly did not take it; otherwise
   * the error says `maybeDone` and whoever called looks before trying again.
   */
  repeat: 'safe' | 'read-first';
  /** Default 30 s. */
  timeoutMs?: number | undefined;
  needs: Needs;
  /** For a person, after "could not": `create the contact list "March"`. */
  doing: string;
}

/** Makes one call: turn, token, request, checks, repeats. */
export type Caller = <T>(spec: CallSpec<T>, options?: CallOptions) => Promise<T>;
