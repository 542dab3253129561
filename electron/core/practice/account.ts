/**
 * The practice account: a faithful local imitation of Constant Contact, for trying rules without
 * mailing anybody and for every test of Rulepost.
 */
import { randomUUID } from 'node:crypto';
import type { Clock, Fetch } from '../ports.ts';
import type { DocumentStore } from '../store/documents.ts';
import { accountEndpoints } from './account-endpoints.ts';
import { advance } from './advance.ts';
import { createApp, type Wire } from './app.ts';
import { emailActivityEndpoints } from './campaigns/email-activities.ts';
import { emailEndpoints } from './campaigns/emails.ts';
import { createMailbox, type Mailbox } from './campaigns/mailbox.ts';
import { reportEndpoints } from './campaigns/reports.ts';
import { scheduleEndpoints } from './campaigns/schedules.ts';
import { statsEndpoints } from './campaigns/stats.ts';
import { bulkEndpoints } from './contacts/bulk.ts';
import { contactEndpoints } from './contacts/contacts.ts';
import { customFieldEndpoints } from './contacts/custom-fields.ts';
import { listEndpoints } from './contacts/lists.ts';
import { signUpEndpoints } from './contacts/sign-up.ts';
import { tagAndSegmentEndpoints } from './contacts/tags-segments.ts';
import type { Practice, PracticeClient } from './context.ts';
import { type Conveniences, createConveniences } from './conveniences.ts';
import { createFaults, type Faults } from './faults.ts';
import { authorizeRoutes } from './oauth/authorize.ts';
import { defaultClients, defaultRedirectUris } from './oauth/clients.ts';
import { deviceRoutes } from './oauth/device.ts';
import { tokenRoutes } from './oauth/token.ts';
import { createRateLimits } from './rate-limits.ts';
import { newAccount, seedSample } from './seed.ts';
import { openState } from './state.ts';
import {
  defaultDelays,
  defaultLimits,
  defaultSwitches,
  type PracticeDelays,
  type PracticeLimits,
  type PracticeSwitches,
} from './switches.ts';
import {
  createEmitter,
  createRequestCounter,
  type Exchange,
  type RequestCounter,
} from './traffic.ts';
import { xrefEndpoints } from './xrefs.ts';

export interface PracticeOptions {
  clock: Clock;
  documents: DocumentStore;
  switches?: Partial<PracticeSwitches> | undefined;
  limits?: Partial<PracticeLimits> | undefined;
  delays?: Partial<PracticeDelays> | undefined;
  /** Registered clients, instead of `practice` (public) and `practice-secret`. */
  clients?: PracticeClient[] | undefined;
  /** Registered redirect addresses besides Rulepost's own. */
  redirectUris?: string[] | undefined;
  /** What a new account contains: a few contacts and lists, or none; default `sample`. */
  seed?: 'sample' | 'empty' | undefined;
}

/** Mails of one send have arrived; `mailbox.get` opens each. */
export interface MailArrival {
  mailIds: string[];
}

export interface PracticeAccount extends Conveniences {
  /** May be changed at any time; changes are not kept over a restart. */
  readonly switches: PracticeSwitches;
  readonly limits: PracticeLimits;
  readonly delays: PracticeDelays;
  readonly redirectUris: string[];
  readonly faults: Faults;
  readonly mailbox: Mailbox;
  readonly requests: RequestCounter;
  /** Endpoints there are, as "GET /contacts/{contact_id}". */
  readonly endpoints: string[];
  /** Every V3 call that was answered by the account itself. @returns a function that stops */
  onExchange(listener: (exchange: Exchange) => void): () => void;
  /** @returns a function that stops listening */
  onMail(listener: (arrival: MailArrival) => void): () => void;
  /**
   * Answers in-process, without a network: any host, the paths of the real service. A connection
   * that breaks shows as it does with `fetch`: a TypeError.
   */
  fetch: Fetch;
  /** Answers a request and says how its connection ends; for whoever holds the socket. */
  handle(request: Request): Promise<{ response: Response; ending: Wire['ending'] }>;
  /** Presses a button on the consent page. @returns the redirect address with code or error */
  answerConsent(authorizeUrl: string, decision?: 'allow' | 'deny'): Promise<string>;
  /** Types a device's code in and presses a button. */
  answerDevice(userCode: string, decision?: 'allow' | 'deny'): Promise<void>;
}

export function createPracticeAccount(options: PracticeOptions): PracticeAccount {
  const { clock, documents } = options;
  const state = openState(documents);
  const faults = createFaults();
  const counter = createRequestCounter();
  const exchanges = createEmitter<Exchange>();
  const arrivals = createEmitter<MailArrival>();

  const practice: Practice = {
    clock,
    state,
    switches: { ...defaultSwitches, ...options.switches },
    limits: { ...defaultLimits, ...options.limits },
    delays: { ...defaultDelays, ...options.delays },
    clients: options.clients ?? defaultClients,
    redirectUris: [...defaultRedirectUris, ...(options.redirectUris ?? [])],
    newId: randomUUID,
    account: () => account,
    saveAccount: () => state.account.put(account),
    mailArrived: (mailIds) => arrivals.emit({ mailIds }),
  };
  const known = state.account.all()[0];
  const account = known ?? newAccount(randomUUID(), clock.now());
  if (!known) {
    practice.saveAccount();
    if (options.seed !== 'empty') seedSample(practice, clock.now());
    state.commit();
  }

  const endpoints = [
    // Fixed paths before those with a blank in the same place.
    ...xrefEndpoints(practice),
    ...signUpEndpoints(practice),
    ...accountEndpoints(practice),
    ...contactEndpoints(practice),
    ...listEndpoints(practice),
    ...customFieldEndpoints(practice),
    ...tagAndSegmentEndpoints(practice),
    ...bulkEndpoints(practice),
    ...scheduleEndpoints(practice),
    ...emailActivityEndpoints(practice),
    ...emailEndpoints(practice),
    ...reportEndpoints(practice),
    ...statsEndpoints(practice),
  ];
  const app = createApp(practice, {
    endpoints,
    oauthRoutes: [
      ...authorizeRoutes(practice),
      ...tokenRoutes(practice),
      ...deviceRoutes(practice),
    ],
    faults,
    rateLimits: createRateLimits(practice),
    countRequest: counter.add,
    exchanged: exchanges.emit,
  });

  async function handle(request: Request) {
    const wire: Wire = { ending: 'whole' };
    const response = await app.fetch(request, { wire });
    return { response, ending: wire.ending };
  }

  const post = (path: string, fields: Record<string, string>) =>
    app.request(path, { method: 'POST', body: new URLSearchParams(fields) }, { wire: {} });

  return {
    ...createConveniences(practice),
    switches: practice.switches,
    limits: practice.limits,
    delays: practice.delays,
    redirectUris: practice.redirectUris,
    faults,
    mailbox: createMailbox(state, () => {
      advance(practice, clock.now());
      state.commit();
    }),
    requests: counter,
    endpoints: endpoints.map(({ method, path }) => `${method} ${path}`),
    onExchange: exchanges.on,
    onMail: arrivals.on,
    handle,

    async fetch(input, init) {
      const { response, ending } = await handle(new Request(input, init));
      if (ending === 'whole') return response;
      if (ending === 'reset') throw brokenConnection();
      return new Response(half(await response.bytes()), response);
    },

    async answerConsent(authorizeUrl, decision = 'allow') {
      const url = new URL(authorizeUrl);
      const page = await app.request(url.pathname + url.search, {}, { wire: {} });
      const request = /name="request" value="([^"]+)"/.exec(await page.text())?.[1];
      if (request === undefined) return page.headers.get('location') ?? refusedConsent(page.status);
      const answer = await post(url.pathname, { request, decision });
      return answer.headers.get('location') ?? refusedConsent(answer.status);
    },

    async answerDevice(userCode, decision = 'allow') {
      const request = userCode.replaceAll('-', '');
      const answer = await post('/oauth2/default/v1/device', { request, decision });
      if (answer.status !== 200) refusedConsent(answer.status);
    },
  };
}

function refusedConsent(status: number): never {
  throw new Error(`The practice account refused the request with a page (${status})`);
}

function brokenConnection(): TypeError {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  return new TypeError('fetch failed', { cause });
}

function half(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, Math.ceil(bytes.length / 2)));
    },
    pull(controller) {
      controller.error(brokenConnection());
    },
  });
}
