/**
 * Names the app's own protocol as the redirect address. The operating system hands the redirect to
 * the desktop host, which hands it to the connection (`redirected`); there is nothing to listen on.
 *
 * Whether the service accepts such an address is not known (constant-contact-v3 facts, section 1).
 */
import { appRedirectAddress } from '../../../../shared/deep-link.ts';
import type { RedirectReceiver } from '../receiver.ts';

export function createAppProtocolReceiver(): RedirectReceiver {
  return {
    start: async () => appRedirectAddress,
    stop: async () => {},
  };
}
