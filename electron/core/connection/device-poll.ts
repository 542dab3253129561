/** Waits for a person who types a code on another device. */
import { hasCode } from '../../../shared/errors/problem.ts';
import type { Clock } from '../ports.ts';
import type { DeviceCode, Grant, SignIn } from './sign-in.ts';

const LONGEST_WAIT = 60_000;

/**
 * Asks at the service's pace until it has an answer. Trouble of the network is waited out.
 *
 * @throws RulepostError `consent-denied`, `attempt-expired`, `client-refused`; the signal's reason
 */
export async function pollForGrant(
  { clock, signIn }: { clock: Clock; signIn: SignIn },
  clientId: string,
  code: DeviceCode,
  signal: AbortSignal,
): Promise<Grant> {
  let interval = code.interval;
  let wait = interval;
  for (;;) {
    await clock.sleep(wait, signal);
    try {
      const answer = await signIn.pollDevice(clientId, code.deviceCode);
      signal.throwIfAborted();
      if (answer !== 'pending' && answer !== 'slow-down') return answer;
      // RFC 8628, section 3.5: "slow_down" adds five seconds for good.
      if (answer === 'slow-down') interval += 5_000;
      wait = interval;
    } catch (error) {
      if (!hasCode(error, 'offline')) throw error;
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }
}
