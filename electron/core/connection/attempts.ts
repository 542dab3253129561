/**
 * One attempt to connect at a time, from the address that is opened to the answer that comes back.
 *
 * Whatever way a redirect takes (local port, the app's own protocol, pasted), it is checked here and
 * nowhere else. `state` is good for one answer, for its own attempt, for as long as that waits. An
 * answer that does not fit is refused with a reason and leaves the waiting attempt alone: otherwise
 * any page on the web could end it.
 */
import type { Attempt } from '../../../shared/contract/schemas.ts';
import type { ConsentAnswer, ParsedRedirect } from '../../../shared/deep-link.ts';
import { hasCode, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Clock, Log, Opener } from '../ports.ts';
import { codeAttempt, deviceAttempt, type Ended, lateAnswers, type Running } from './attempt.ts';
import { pollForGrant } from './device-poll.ts';
import { knownError } from './known-error.ts';
import type { Outcome, RedirectReceiver } from './receiver.ts';
import type { ClientIdentity, DeviceCode, Grant, SignIn } from './sign-in.ts';
import { refusalWords } from './sign-in-failure.ts';

export interface AttemptsDeps {
  clock: Clock;
  signIn: SignIn;
  opener: Opener;
  log: Log;
  /** Asked in this order; the first that can wait for a redirect does. */
  receivers: readonly RedirectReceiver[];
  /** The address to name when none can: the person pastes what they land on. */
  fallbackRedirect: string;
  /**
   * Takes what was granted.
   *
   * @returns the name of the account's organisation, null when it could not be read yet
   */
  connected(
    grant: Grant,
    client: ClientIdentity,
    redirectUri: string | null,
  ): Promise<string | null>;
  onChange(): void;
}

export interface Attempts {
  /** Replaces the attempt under way. `open` also opens the system browser. */
  begin(client: ClientIdentity, open: boolean): Promise<Attempt>;
  /** The latest attempt, also after its end; null before the first. */
  current(): Attempt | null;
  /**
   * @returns the organisation now connected, null when its name is not known yet
   * @throws RulepostError why the answer was not taken
   */
  receive(redirect: ParsedRedirect): Promise<string | null>;
  /** Ends the attempt that waits. Once its grant is being stored, that goes through. */
  cancel(): void;
  stop(): Promise<void>;
}

export function createAttempts(deps: AttemptsDeps): Attempts {
  const { clock, signIn, log } = deps;
  let running: Running | null = null;
  let beginning: Promise<unknown> = Promise.resolve();
  let listening: { receiver: RedirectReceiver; redirectUri: string } | null = null;
  /** How earlier attempts ended, by their `state`; the last few are enough. */
  const past = new Map<string, Ended>();

  function end(attempt: Running, state: Ended, error?: RulepostError): void {
    if (attempt.view.state !== 'waiting') return;
    attempt.view = { ...attempt.view, state, problem: error ? toProblem(error) : null };
    attempt.verifier = null;
    attempt.ended.abort(error);
    if (attempt.state !== null) remember(attempt.state, state);
    log.info({ flow: attempt.view.flow, state, code: error?.code }, 'an attempt to connect ended');
    // A replaced attempt leaves the port to its successor.
    if (state !== 'replaced') void stopListening();
    deps.onChange();
  }

  function remember(state: string, how: Ended): void {
    past.set(state, how);
    const [oldest] = past.keys();
    if (past.size > 50 && oldest !== undefined) past.delete(oldest);
  }

  async function listen(): Promise<string | null> {
    if (listening) return listening.redirectUri;
    for (const receiver of deps.receivers) {
      const redirectUri = await receiver.start(deliver);
      if (redirectUri === null) continue;
      listening = { receiver, redirectUri };
      return redirectUri;
    }
    return null;
  }

  async function stopListening(): Promise<void> {
    const was = listening;
    listening = null;
    await was?.receiver.stop();
  }

  async function deliver(redirect: ParsedRedirect): Promise<Outcome> {
    try {
      return { ok: true, organisation: await receive(redirect) };
    } catch (error) {
      return { ok: false, problem: toProblem(error) };
    }
  }

  async function receive(redirect: ParsedRedirect): Promise<string | null> {
    const { attempt, answer, redirectUri } = matching(redirect);
    attempt.answered = true;
    const { client, verifier } = attempt;
    try {
      if ('error' in answer) throw refusal(answer.error, answer.description);
      const grant = await signIn.exchangeCode(client, { code: answer.code, redirectUri, verifier });
      return await finish(attempt, grant);
    } catch (error) {
      end(attempt, 'failed', knownError(error));
      throw error;
    }
  }

  /** The check all redirects pass: theirs is the attempt that waits, and nothing has answered it. */
  function matching(redirect: ParsedRedirect): {
    attempt: Running;
    answer: ConsentAnswer;
    redirectUri: string;
  } {
    if (redirect.kind === 'not-ours') throw new RulepostError('answer-not-ours');
    if (redirect.kind === 'incomplete') {
      throw new RulepostError('answer-incomplete', { reason: redirect.reason });
    }
    const { answer } = redirect;
    const attempt = running?.view.state === 'waiting' ? running : null;
    if (!attempt?.redirectUri || attempt.state !== answer.state) {
      const late = past.get(answer.state);
      if (late) throw new RulepostError(lateAnswers[late]);
      throw new RulepostError(attempt ? 'answer-foreign' : 'answer-unexpected');
    }
    if (attempt.answered) throw new RulepostError('answer-used');
    if (clock.now() >= attempt.view.expiresAt) {
      const error = new RulepostError('attempt-expired');
      end(attempt, 'expired', error);
      throw error;
    }
    return { attempt, answer, redirectUri: attempt.redirectUri };
  }

  async function finish(attempt: Running, grant: Grant): Promise<string | null> {
    // Cancelled or replaced during the exchange: what it brought is let go, nothing is stored.
    if (attempt.view.state !== 'waiting') throw new RulepostError(lateAnswers[attempt.view.state]);
    attempt.storing = true;
    const organisation = await deps.connected(grant, attempt.client, attempt.redirectUri);
    end(attempt, 'connected');
    return organisation;
  }

  async function expire(attempt: Running): Promise<void> {
    const { ended, view } = attempt;
    await clock.sleep(view.expiresAt - clock.now(), ended.signal).catch(() => {}); // Ended before.
    if (!attempt.answered) end(attempt, 'expired', new RulepostError('attempt-expired'));
  }

  async function poll(attempt: Running, code: DeviceCode): Promise<void> {
    const { clientId } = attempt.client;
    try {
      const grant = await pollForGrant({ clock, signIn }, clientId, code, attempt.ended.signal);
      attempt.answered = true;
      await finish(attempt, grant);
    } catch (error) {
      // Does nothing when its own end was the reason.
      end(attempt, hasCode(error, 'attempt-expired') ? 'expired' : 'failed', knownError(error));
    }
  }

  async function start(client: ClientIdentity, open: boolean): Promise<Attempt> {
    const device = client.flow === 'device' ? await signIn.startDevice(client.clientId) : null;
    if (running) end(running, 'replaced', new RulepostError('attempt-replaced'));
    running = device ? await withDevice(client, device) : await withRedirect(client);
    const attempt = running;
    void expire(attempt);
    deps.onChange();
    if (open && !(await deps.opener.open(attempt.view.url))) {
      // Nothing opened, so the other ways are wanted at once.
      attempt.view = { ...attempt.view, offerAlternativesAt: attempt.view.startedAt };
      deps.onChange();
    }
    return attempt.view;
  }

  async function withDevice(client: ClientIdentity, code: DeviceCode): Promise<Running> {
    await stopListening();
    const attempt = deviceAttempt(client, clock.now(), code);
    void poll(attempt, code);
    return attempt;
  }

  async function withRedirect(client: ClientIdentity): Promise<Running> {
    const awaited = await listen();
    const redirectUri = awaited ?? deps.fallbackRedirect;
    return codeAttempt(client, clock.now(), signIn, awaited, redirectUri);
  }

  return {
    begin(client, open) {
      const begun = beginning.then(() => start(client, open));
      beginning = begun.catch(() => {});
      return begun;
    },
    current: () => running?.view ?? null,
    receive,
    cancel() {
      if (running && !running.storing) {
        end(running, 'cancelled', new RulepostError('attempt-cancelled'));
      }
    },
    async stop() {
      if (running) end(running, 'cancelled', new RulepostError('attempt-cancelled'));
      await stopListening();
    },
  };
}

function refusal(error: string, description: string): RulepostError {
  if (error === 'access_denied') return new RulepostError('consent-denied');
  return new RulepostError('consent-refused', { reason: refusalWords(error, description) });
}
