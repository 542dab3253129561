/** A practice account on a fake clock, connected and spoken to in-process. */
import { createHash, randomBytes } from 'node:crypto';
import {
  createPracticeAccount,
  type PracticeAccount,
  type PracticeOptions,
} from '../../../electron/core/practice/index.ts';
import { type DocumentStore, openDocumentStore } from '../../../electron/core/store/documents.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

export const allScopes = 'account_read account_update contact_data campaign_data offline_access';
export const redirectUri = 'http://localhost:18471/oauth/callback';
export const sender = 'hello@harbourstreetbooks.example';
const auth = 'http://127.0.0.1/oauth2/default/v1';
const api = 'http://127.0.0.1/v3';

type Some<T> = [T, ...T[]];

/** What the tests look into, of all the bodies there are; each answer has a few of these. */
export interface Body {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  device_code: string;
  user_code: string;
  verification_uri_complete: string;
  error: string;
  contact_id: string;
  list_id: string;
  tag_id: string;
  custom_field_id: string;
  activity_id: string;
  campaign_id: string;
  current_status: string;
  campaign_activities: Some<{ campaign_activity_id: string; role: string }>;
  lists: Some<Body>;
  contacts: Some<Body>;
  custom_fields: Some<Body>;
  campaigns: Some<Body>;
  activities: Some<Body>;
  segments: Some<Body>;
  tracking_activities: Some<Body>;
  email_address: { address: string; permission_to_send: string };
  membership_count: number;
  name: string;
  state: string;
  status: Record<string, number>;
  _links: { next: { href: string } };
}
export interface Reply {
  status: number;
  body: Body;
  headers: Headers;
}

export interface Opened {
  account: PracticeAccount;
  clock: FakeClock;
  documents: DocumentStore;
  /** Calls the V3 API with the token of `connect`. */
  call(method: string, path: string, body?: unknown): Promise<Reply>;
  get(path: string): Promise<Reply>;
  /** Calls the V3 API with exactly these headers and this text. */
  raw(method: string, path: string, init?: RequestInit): Promise<Reply>;
  token(params: Record<string, string>, headers?: Record<string, string>): Promise<Reply>;
  /** Consents with PKCE; later calls carry the token. @returns the token response */
  connect(scope?: string): Promise<Body>;
  /** Sends `rows` to a list and lets the import finish. @returns the finished activity */
  importRows(listId: string, rows: object[]): Promise<Body>;
  /** Makes a campaign for these lists. @returns the id of its e-mail */
  draft(listIds: string[], content?: Record<string, unknown>): Promise<string>;
  /** Schedules an e-mail for now and lets the send finish. @returns the answer to scheduling */
  send(emailId: string): Promise<Reply>;
}

let names = 0;

export async function openPractice(
  options: Partial<PracticeOptions> & { connected?: boolean } = {},
): Promise<Opened> {
  const { connected = true, ...rest } = options;
  const clock = (options.clock as FakeClock | undefined) ?? createFakeClock();
  const documents = options.documents ?? openDocumentStore(':memory:');
  const account = createPracticeAccount({
    limits: { perSecond: null },
    ...rest,
    clock,
    documents,
  });
  let accessToken = '';

  const reply = async (response: Response): Promise<Reply> => {
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      body: text !== '' && isJson ? (JSON.parse(text) as Body) : (text as unknown as Body),
      headers: response.headers,
    };
  };
  const opened: Opened = {
    account,
    clock,
    documents,
    raw: async (method, path, init) =>
      reply(await account.fetch(`${api}${path}`, { method, ...init })),
    get: (path) => opened.call('GET', path),
    call: (method, path, body) =>
      opened.raw(method, path.replace(/^\/v3/, ''), {
        headers: {
          authorization: `Bearer ${accessToken}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    token: async (params, headers = {}) =>
      reply(
        await account.fetch(`${auth}/token`, {
          method: 'POST',
          headers,
          body: new URLSearchParams(params),
        }),
      ),
    async connect(scope = allScopes) {
      const verifier = newVerifier();
      const location = await account.answerConsent(authorizeUrl({ scope }, verifier));
      const code = new URL(location).searchParams.get('code') ?? '';
      const { body } = await opened.token({
        grant_type: 'authorization_code',
        client_id: 'practice',
        redirect_uri: redirectUri,
        code,
        code_verifier: verifier,
      });
      accessToken = body.access_token;
      return body;
    },
    async importRows(listId, rows) {
      const { body } = await opened.call('POST', '/activities/contacts_json_import', {
        import_data: rows,
        list_ids: [listId],
      });
      await clock.advance(account.delays.bulk);
      return (await opened.get(`/activities/${body.activity_id}`)).body;
    },
    async draft(listIds, content = {}) {
      names += 1;
      const { body } = await opened.call('POST', '/emails', campaign(`Draft ${names}`, content));
      const emailId = body.campaign_activities[0].campaign_activity_id;
      const activity = (await opened.get(`/emails/activities/${emailId}`)).body;
      const update = { ...activity, contact_list_ids: listIds };
      await opened.call('PUT', `/emails/activities/${emailId}`, update);
      return emailId;
    },
    async send(emailId) {
      const answer = await opened.call('POST', `/emails/activities/${emailId}/schedules`, {
        scheduled_date: '0',
      });
      await clock.advance(account.delays.send);
      return answer;
    },
  };
  if (connected) await opened.connect();
  return opened;
}

export function campaign(name: string, content: Record<string, unknown> = {}) {
  return {
    name,
    email_campaign_activities: [
      {
        format_type: 5,
        from_name: 'Harbour Street Books',
        from_email: sender,
        reply_to_email: sender,
        subject: 'New arrivals',
        html_content: '<html><body><p>Hello</p>[[trackingImage]]</body></html>',
        ...content,
      },
    ],
  };
}

export const newVerifier = (): string => randomBytes(32).toString('base64url');

export function authorizeUrl(
  changes: Record<string, string | null> = {},
  verifier: string = newVerifier(),
): string {
  const params = new URLSearchParams({
    client_id: 'practice',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: allScopes,
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else params.set(name, value);
  }
  return `${auth}/authorize?${params}`;
}
