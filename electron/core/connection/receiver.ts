/** The ways a browser's redirect can find back, behind one interface. */
import type { ParsedRedirect } from '../../../shared/deep-link.ts';
import type { Problem } from '../../../shared/errors/problem.ts';

/** What became of an answer, for the page the person is looking at. */
export type Outcome =
  /** `organisation` is null when the account's name could not be read yet. */
  { ok: true; organisation: string | null } | { ok: false; problem: Problem };

/**
 * Waits for redirects on behalf of whatever attempt is current.
 *
 * Pasted addresses and the app's own protocol need no receiver: they are handed to the connection,
 * which checks them in the same place.
 */
export interface RedirectReceiver {
  /**
   * @param deliver takes every redirect that arrives, fitting or not, and says what became of it
   * @returns the redirect address to name in the request, or null when it cannot be awaited here
   */
  start(deliver: (redirect: ParsedRedirect) => Promise<Outcome>): Promise<string | null>;
  /** Stops listening, after the answers that are being written. */
  stop(): Promise<void>;
}
