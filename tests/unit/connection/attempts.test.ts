import { beforeEach, describe, expect, it } from 'vitest';
import { type Attempts, createAttempts } from '../../../electron/core/connection/attempts.ts';
import type { Outcome, RedirectReceiver } from '../../../electron/core/connection/receiver.ts';
import type {
  ClientIdentity,
  DeviceCode,
  Grant,
  SignIn,
} from '../../../electron/core/connection/sign-in.ts';
import type { Flow } from '../../../shared/contract/schemas.ts';
import type { ConsentAnswer, ParsedRedirect } from '../../../shared/deep-link.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createNotedLog } from './support.ts';

const MINUTE = 60_000;
const redirectUri = 'http://localhost:18471/oauth/callback';

let clock: ReturnType<typeof createFakeClock>;
let log: ReturnType<typeof createNotedLog>;
let attempts: Attempts;
let opened: string[];
let granted: { client: ClientIdentity; redirectUri: string | null }[];
let exchanged: { code: string; redirectUri: string; verifier: string | null }[];
let receiver: RedirectReceiver & {
  deliver: ((redirect: ParsedRedirect) => Promise<Outcome>) | null;
  starts: number;
  taken: boolean;
};
/** How the service behaves. */
let exchange: () => Promise<Grant>;
let startDevice: () => Promise<DeviceCode>;
let poll: () => Promise<Grant | 'pending' | 'slow-down'>;
let canOpen: boolean;

const grant = () => ({
  accessToken: 'at',
  refreshToken: 'rt',
  receivedAt: clock.now(),
  expiresAt: clock.now() + 1,
});

beforeEach(() => {
  clock = createFakeClock();
  log = createNotedLog();
  opened = [];
  granted = [];
  exchanged = [];
  canOpen = true;
  exchange = () => Promise.resolve(grant());
  startDevice = async () => ({
    deviceCode: 'dc',
    userCode: 'ABCD-EFGH',
    verificationUri: 'https://a.example/device',
    verificationUriComplete: 'https://a.example/device?c=ABCD-EFGH',
    expiresAt: clock.now() + 10 * MINUTE,
    interval: 5_000,
  });
  poll = () => Promise.resolve('pending');
  receiver = {
    deliver: null,
    starts: 0,
    taken: false,
    async start(deliver) {
      if (this.taken) return null;
      this.starts++;
      this.deliver = deliver;
      return redirectUri;
    },
    async stop() {
      this.deliver = null;
    },
  };
  const signIn: SignIn = {
    authorizeUrl: async ({ state, verifier }) =>
      `https://a.example/?s=${state}&v=${verifier !== null}`,
    exchangeCode: (_client, answer) => {
      exchanged.push(answer);
      return exchange();
    },
    refresh: () => expect.unreachable(),
    startDevice: () => startDevice(),
    pollDevice: () => poll(),
  };
  attempts = createAttempts({
    clock,
    log,
    signIn,
    opener: {
      async open(url) {
        opened.push(url);
        return canOpen;
      },
    },
    receivers: [receiver],
    fallbackRedirect: redirectUri,
    async connected(_grant, client, uri) {
      granted.push({ client, redirectUri: uri });
      return 'Bloom Ltd';
    },
    onChange: () => {},
  });
});

async function begin(flow: Flow = 'pkce', open = false) {
  const attempt = await attempts.begin(
    { flow, clientId: 'client', clientSecret: flow === 'secret' ? 's' : null },
    open,
  );
  return { attempt, state: new URL(attempt.url).searchParams.get('s') ?? '' };
}

const answerOf = (answer: ConsentAnswer): ParsedRedirect => ({ kind: 'answer', answer });
const allow = (state: string, code = 'c1') => attempts.receive(answerOf({ state, code }));
const deny = (state: string) =>
  attempts.receive(answerOf({ state, error: 'access_denied', description: '' }));
const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'taken',
    (error) => error.code ?? String(error),
  );

describe('an attempt in the browser', () => {
  it('waits for its redirect, offers other ways after 20 seconds, and connects', async () => {
    const { attempt, state } = await begin('pkce', true);
    expect(opened).toEqual([attempt.url]);
    expect(attempt).toMatchObject({
      flow: 'pkce',
      state: 'waiting',
      redirectUri,
      device: null,
      startedAt: clock.now(),
      offerAlternativesAt: clock.now() + 20_000,
      expiresAt: clock.now() + 10 * MINUTE,
    });
    expect(await receiver.deliver?.(answerOf({ state, code: 'c1' }))).toEqual({
      ok: true,
      organisation: 'Bloom Ltd',
    });
    expect(attempts.current()).toMatchObject({ id: attempt.id, state: 'connected', problem: null });
    expect(exchanged).toEqual([
      { code: 'c1', redirectUri, verifier: expect.stringMatching(/^[\w-]{43,128}$/) },
    ]);
    expect(granted).toEqual([
      { client: { flow: 'pkce', clientId: 'client', clientSecret: null }, redirectUri },
    ]);
    expect(receiver.deliver).toBeNull();
  });

  it('with a secret goes without a verifier', async () => {
    const { state } = await begin('secret');
    await allow(state);
    expect(exchanged[0]?.verifier).toBeNull();
    expect(granted[0]?.client.clientSecret).toBe('s');
  });

  it('offers the other ways at once when no browser could be opened', async () => {
    canOpen = false;
    const { attempt } = await begin('pkce', true);
    expect(attempt.offerAlternativesAt).toBe(attempt.startedAt);
    expect(attempt.state).toBe('waiting');
  });

  it('can be finished by pasting when every port is taken', async () => {
    receiver.taken = true;
    const { attempt, state } = await begin();
    expect(attempt.redirectUri).toBeNull();
    expect(await allow(state)).toBe('Bloom Ltd');
    expect(exchanged[0]?.redirectUri).toBe(redirectUri);
  });

  it('expires after ten minutes', async () => {
    const { state } = await begin();
    await clock.advance(10 * MINUTE);
    expect(attempts.current()).toMatchObject({
      state: 'expired',
      problem: { code: 'attempt-expired' },
    });
    expect(await code(allow(state))).toBe('attempt-expired');
    expect(receiver.deliver).toBeNull();
    expect(clock.sleeping).toBe(0);
  });

  it('leaves neither state, code nor verifier in the log or the shown attempt', async () => {
    const { attempt, state } = await begin();
    await allow(state, 'the-code');
    const verifier = exchanged[0]?.verifier ?? '';
    expect(log.text()).toContain('an attempt to connect ended');
    for (const secret of [state, 'the-code', verifier]) expect(log.text()).not.toContain(secret);
    expect(JSON.stringify(attempt)).not.toContain(verifier);
  });
});

describe('an answer that does not fit', () => {
  it('of Deny ends the attempt and says so', async () => {
    const { state } = await begin();
    expect(await code(deny(state))).toBe('consent-denied');
    expect(attempts.current()).toMatchObject({
      state: 'failed',
      problem: { code: 'consent-denied' },
    });
    expect(exchanged).toEqual([]);
  });

  it('of another refusal gives the reason of the service', async () => {
    const { state } = await begin();
    const refusal = { state, error: 'invalid_scope', description: 'Unknown scope.' };
    expect(await code(attempts.receive(answerOf(refusal)))).toBe('consent-refused');
    expect(attempts.current()?.problem?.what).toContain('Unknown scope');
  });

  it('with a wrong state leaves the attempt waiting, Allow or Deny', async () => {
    const { state } = await begin();
    expect(await code(allow('made up'))).toBe('answer-foreign');
    expect(await code(deny('made up'))).toBe('answer-foreign');
    expect(attempts.current()?.state).toBe('waiting');
    expect(await code(allow(state))).toBe('taken');
  });

  it('a second time is told that it was used', async () => {
    const { state } = await begin();
    await allow(state);
    expect(await code(allow(state))).toBe('answer-used');
    expect(attempts.current()?.state).toBe('connected');
    expect(granted).toHaveLength(1);
  });

  it('twice at once is exchanged once', async () => {
    const { state } = await begin();
    const outcomes = await Promise.all([code(allow(state)), code(allow(state)), code(deny(state))]);
    expect(outcomes.sort()).toEqual(['answer-used', 'answer-used', 'taken']);
    expect(exchanged).toHaveLength(1);
    expect(attempts.current()?.state).toBe('connected');
  });

  it('to nothing is told that nothing waits', async () => {
    expect(await code(allow('made up'))).toBe('answer-unexpected');
    const { state } = await begin();
    await allow(state);
    expect(await code(allow('made up'))).toBe('answer-unexpected');
  });

  it('of the wrong form is told apart', async () => {
    await begin();
    expect(await code(attempts.receive({ kind: 'not-ours' }))).toBe('answer-not-ours');
    const incomplete: ParsedRedirect = { kind: 'incomplete', reason: '"state" is missing' };
    expect(await code(attempts.receive(incomplete))).toBe('answer-incomplete');
    expect(attempts.current()?.state).toBe('waiting');
  });

  it('whose exchange fails ends the attempt with that reason', async () => {
    exchange = () => Promise.reject(new RulepostError('consent-stale'));
    const { state } = await begin();
    expect(await code(allow(state))).toBe('consent-stale');
    expect(attempts.current()).toMatchObject({
      state: 'failed',
      problem: { code: 'consent-stale' },
    });
  });
});

describe('a second attempt', () => {
  it('replaces the first, whose redirect is told so', async () => {
    const first = await begin();
    const second = await begin();
    expect(second.attempt.id).not.toBe(first.attempt.id);
    expect(await code(allow(first.state))).toBe('attempt-replaced');
    expect(await code(deny(first.state))).toBe('attempt-replaced');
    expect(await code(allow(second.state))).toBe('taken');
    expect(receiver.starts).toBe(1);
  });

  it('lets go of what the first is just exchanging', async () => {
    const slow = Promise.withResolvers<Grant>();
    exchange = () => slow.promise;
    const first = await begin();
    const outcome = code(allow(first.state));
    const second = await begin();
    slow.resolve(grant());
    expect(await outcome).toBe('attempt-replaced');
    expect(granted).toEqual([]);
    expect(attempts.current()).toMatchObject({ id: second.attempt.id, state: 'waiting' });
  });

  it('begun at the same moment still leaves exactly one waiting', async () => {
    const begun = await Promise.all([begin(), begin(), begin()]);
    const outcomes = [];
    for (const { state } of begun) outcomes.push(await code(allow(state)));
    expect(outcomes).toEqual(['attempt-replaced', 'attempt-replaced', 'taken']);
  });

  it('that could not begin leaves the first alone', async () => {
    const { state } = await begin();
    startDevice = () => Promise.reject(new RulepostError('offline', { reason: 'x' }));
    expect(await code(begin('device'))).toBe('offline');
    expect(await code(allow(state))).toBe('taken');
  });
});

describe('cancelling', () => {
  it('ends the attempt, and a late answer is told so', async () => {
    const { state } = await begin();
    attempts.cancel();
    expect(attempts.current()?.state).toBe('cancelled');
    expect(await code(allow(state))).toBe('attempt-cancelled');
    expect(receiver.deliver).toBeNull();
  });

  it('during the exchange lets go of the grant', async () => {
    const slow = Promise.withResolvers<Grant>();
    exchange = () => slow.promise;
    const { state } = await begin();
    const outcome = code(allow(state));
    attempts.cancel();
    slow.resolve(grant());
    expect(await outcome).toBe('attempt-cancelled');
    expect(granted).toEqual([]);
  });
});

describe('a device code', () => {
  it('shows the code and connects once it was typed in', async () => {
    const { attempt } = await begin('device', true);
    expect(attempt).toMatchObject({
      url: 'https://a.example/device?c=ABCD-EFGH',
      redirectUri: null,
      device: { userCode: 'ABCD-EFGH', verificationUri: 'https://a.example/device' },
    });
    expect(opened).toEqual([attempt.url]);
    await clock.advance(12_000);
    expect(attempts.current()?.state).toBe('waiting');
    poll = () => Promise.resolve(grant());
    await clock.advance(5_000);
    expect(attempts.current()?.state).toBe('connected');
    expect(granted[0]).toMatchObject({ redirectUri: null, client: { flow: 'device' } });
    expect(clock.sleeping).toBe(0);
  });

  it('is asked for at the pace of the service', async () => {
    const asked: number[] = [];
    const start = clock.now();
    const answers = ['pending', 'slow-down', 'pending', 'pending'] as const;
    poll = () => {
      asked.push(clock.now() - start);
      return Promise.resolve(answers[asked.length - 1] ?? 'pending');
    };
    await begin('device');
    await clock.advance(45_000);
    expect(asked).toEqual([5_000, 10_000, 20_000, 30_000, 40_000]);
  });

  it('waits trouble of the network out', async () => {
    let up = false;
    poll = () =>
      up ? Promise.resolve(grant()) : Promise.reject(new RulepostError('offline', { reason: 'x' }));
    await begin('device');
    await clock.advance(2 * MINUTE);
    expect(attempts.current()?.state).toBe('waiting');
    up = true;
    await clock.advance(MINUTE);
    expect(attempts.current()?.state).toBe('connected');
  });

  it.each([
    ['consent-denied', 'failed'],
    ['attempt-expired', 'expired'],
    ['client-refused', 'failed'],
  ] as const)('ends on %s', async (problem, state) => {
    poll = () => Promise.reject(new RulepostError(problem));
    await begin('device');
    await clock.advance(5_000);
    expect(attempts.current()).toMatchObject({ state, problem: { code: problem } });
    expect(clock.sleeping).toBe(0);
  });

  it('expires by itself, and has no redirect to answer', async () => {
    await begin('device');
    expect(await code(allow(''))).toBe('answer-foreign');
    await clock.advance(10 * MINUTE);
    expect(attempts.current()?.state).toBe('expired');
    expect(clock.sleeping).toBe(0);
  });

  it('typed in after a cancel connects nothing', async () => {
    const slow = Promise.withResolvers<Grant>();
    poll = () => slow.promise;
    await begin('device');
    await clock.advance(5_000);
    attempts.cancel();
    slow.resolve(grant());
    await clock.advance(0);
    expect(granted).toEqual([]);
    expect(attempts.current()?.state).toBe('cancelled');
  });
});
