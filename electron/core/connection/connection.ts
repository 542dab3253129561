/**
 * The connection to one account: consent, tokens, who the account is. Everybody else sees only
 * this: an access token that works, one status, and what a person may do about it.
 */
import { join } from 'node:path';
import type { Attempt, ConnectionStatus, Flow } from '../../../shared/contract/schemas.ts';
import { type ParsedRedirect, parsePastedAddress } from '../../../shared/deep-link.ts';
import { RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import { redirectPath, redirectPorts } from '../../../shared/redirect-addresses.ts';
import type { CoreConfig } from '../config.ts';
import type { AccountCalls } from '../constant-contact/account.ts';
import type { Ports } from '../ports.ts';
import { type ConnectionSettings, createAccountWatch } from './account-watch.ts';
import { createAttempts } from './attempts.ts';
import { createClientRegistration } from './client-registration.ts';
import { authorityOf } from './endpoints.ts';
import type { RedirectReceiver } from './receiver.ts';
import { createLocalhostReceiver } from './receivers/localhost.ts';
import { type ClientIdentity, createSignIn, type Grant } from './sign-in.ts';
import { createTokenKeeper } from './token-keeper.ts';
import { newTokens, type Tokens } from './tokens.ts';

export interface ConnectionDeps {
  ports: Ports;
  config: CoreConfig;
  settings: ConnectionSettings;
  /** Late, because the client of these calls asks the connection for its tokens. */
  account: () => AccountCalls;
  /** Default: the fixed localhost ports. */
  receivers?: readonly RedirectReceiver[] | undefined;
}

/** What has changed. `connected` and `disconnected` are a person's doing; all else is `status`. */
export type ConnectionChange = 'attempt' | 'status' | 'connected' | 'disconnected';

export interface Connection {
  /**
   * @param signal ends this caller's wait
   * @throws RulepostError `not-connected`, `reconnect-needed`, `offline`, `client-refused`,
   *   `connection-elsewhere`, `secrets-unreadable`, `disk-full`; the signal's reason
   */
  accessToken(signal?: AbortSignal): Promise<string>;
  /** The API answered 401 to this token. */
  rejected(accessToken: string): void;
  status(): ConnectionStatus;
  /** @throws RulepostError `client-id-missing`, `client-secret-missing`, `secrets-unreadable`; with a device code also `offline`, `client-refused`, `consent-refused` */
  begin(options: { flow: Flow; open: boolean }): Promise<Attempt>;
  attempt(): Attempt | null;
  /**
   * Takes the address a person landed on.
   *
   * @returns the attempt, connected or failed
   * @throws RulepostError why the address was not taken, while the attempt goes on waiting
   */
  paste(address: string): Promise<Attempt>;
  /** Takes a redirect that came by the app's own protocol (shared/deep-link.ts). Throws like `paste`. */
  redirected(redirect: ParsedRedirect): Promise<void>;
  cancel(): void;
  /** Forgets the tokens; rules, history and the API key stay. */
  disconnect(): Promise<void>;
  /** @throws RulepostError `client-fixed` when the host has set them */
  setClient(client: { clientId: string; clientSecret?: string | null | undefined }): Promise<void>;
  /** A person asks to look again: tries what waits, reads the profile, accepts a changed account. */
  recheck(): Promise<void>;
  /** Reads the profile again on behalf of the program. */
  readAccount(): Promise<NonNullable<ConnectionStatus['account']>>;
  /** @returns a function that stops listening */
  onChange(listener: (change: ConnectionChange) => void): () => void;
  /** Begins to keep the connection alive. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Limit for naming the account on the page a person is waiting at; real time, as for any request. */
const INTRODUCTION = 10_000;

/** @throws RulepostError `address-not-secure`; secrets that cannot be read show in `status` */
export async function createConnection(deps: ConnectionDeps): Promise<Connection> {
  const { config, settings } = deps;
  const { clock, log, opener, power, secrets } = deps.ports;
  const listeners = new Set<(change: ConnectionChange) => void>();
  const emit = (change: ConnectionChange) => {
    for (const listener of listeners) listener(change);
  };

  const ports = config.redirectPorts ?? redirectPorts;
  const authority = authorityOf(config.authUrl);
  const registration = await createClientRegistration({ config, settings, secrets });
  const signIn = createSignIn({ authUrl: config.authUrl, fetch: deps.ports.fetch, clock });
  const keeper = createTokenKeeper({
    clock,
    secrets,
    log,
    lockFile: join(config.dataDir, 'tokens.lock'),
    refresh,
    onChange() {
      const isUnread = keeper.view().state === 'connected' && watch.profile() === null;
      if (started && isUnread && !introducing) watch.readInBackground();
      emit('status');
    },
  });
  const watch = createAccountWatch({
    clock,
    log,
    settings,
    account: deps.account,
    onChange: () => emit('status'),
  });
  const attempts = createAttempts({
    clock,
    signIn,
    opener,
    log,
    receivers: deps.receivers ?? [createLocalhostReceiver(ports, log)],
    fallbackRedirect: `http://localhost:${ports[0] ?? redirectPorts[0]}${redirectPath}`,
    connected,
    onChange: () => emit('attempt'),
  });
  let started = false;
  /** A new connection reads the account by itself. */
  let introducing = false;
  /** A person has disconnected and not connected again since. */
  let disconnected = false;
  const stopListening = power.onResume(() => keeper.wake());
  await keeper.load();

  async function refresh(tokens: Tokens): Promise<Grant> {
    if (tokens.authority !== authority) {
      const params = { before: tokens.authority, now: authority };
      throw new RulepostError('connection-elsewhere', params);
    }
    const { clientId, flow, refreshToken, redirectUri } = tokens;
    if (refreshToken === null) throw new RulepostError('reconnect-needed');
    const clientSecret = flow === 'secret' ? await registration.secret() : null;
    return signIn.refresh({ clientId, flow, clientSecret }, refreshToken, redirectUri);
  }

  async function connected(grant: Grant, client: ClientIdentity, redirectUri: string | null) {
    introducing = true;
    try {
      await keeper.store(newTokens(grant, client, { redirectUri, authority, now: clock.now() }));
      disconnected = false;
      watch.forget();
      const organisation = await introduce();
      emit('connected');
      return organisation;
    } finally {
      introducing = false;
    }
  }

  /** @returns the account's name, null when it cannot be read just now; the connection stands */
  async function introduce(): Promise<string | null> {
    try {
      const signal = AbortSignal.timeout(INTRODUCTION);
      return (await watch.read({ priority: 'person', signal })).organisation;
    } catch {
      if (started) watch.readInBackground(); // Logged, and shown in the status.
      return null;
    }
  }

  function status(): ConnectionStatus {
    const view = keeper.view();
    const isConnected = view.state !== 'not-connected';
    const farewell = disconnected ? toProblem(new RulepostError('disconnected')) : null;
    return {
      ...view,
      clientId: registration.id(),
      hasClientSecret: registration.hasSecret(),
      account: isConnected ? watch.profile() : null,
      missing: isConnected ? watch.missing() : [],
      protection: secrets.protection,
      problem: view.problem ?? (isConnected ? watch.problem() : farewell),
    };
  }

  return {
    accessToken: (signal) => keeper.accessToken(signal),
    rejected: (accessToken) => keeper.rejected(accessToken),
    status,

    async begin({ flow, open }) {
      return attempts.begin(await registration.identity(flow), open);
    },
    attempt: () => attempts.current(),

    async paste(address) {
      const failed = await attempts.receive(parsePastedAddress(address)).then(
        () => null,
        (error: unknown) => error,
      );
      const attempt = attempts.current();
      // Once it has ended, the attempt itself tells how; otherwise the address was at fault.
      const told = attempt?.problem?.code === toProblem(failed).code;
      if (attempt === null || (failed !== null && !told)) throw failed;
      return attempt;
    },
    async redirected(redirect) {
      await attempts.receive(redirect);
    },
    cancel: () => attempts.cancel(),

    async disconnect() {
      attempts.cancel();
      await keeper.forget();
      watch.forget();
      disconnected = true;
      emit('disconnected');
    },

    async setClient(client) {
      await registration.set(client);
      keeper.wake();
      emit('status');
    },

    async recheck() {
      const before = watch.profile()?.accountId;
      keeper.wake();
      const { accountId } = await watch.read({ priority: 'person' });
      // Only what the person has been shown already counts as accepted.
      if (accountId === before) watch.confirm();
    },
    readAccount: () => watch.read({}),

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async start() {
      started = true;
      keeper.start();
      if (keeper.view().state === 'connected') watch.readInBackground();
    },
    async stop() {
      stopListening();
      await attempts.stop();
      await watch.stop();
      await keeper.stop();
    },
  };
}
