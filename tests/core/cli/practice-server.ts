/**
 * The practice account as another program would run it, quick and without a calls-per-second limit,
 * and the person at its consent page.
 */
import {
  createPracticeAccount,
  type PracticeAccount,
  startPracticeServer,
} from '../../../electron/core/practice/index.ts';
import { openDocumentStore } from '../../../electron/core/store/documents.ts';
import { createSystemClock } from '../../../electron/service/host/clock.ts';
import { walkConsent } from '../../../electron/service/practice/consent-walk.ts';
import type { Started } from './cli.ts';

export interface RunningPractice {
  account: PracticeAccount;
  /** Points a Rulepost at it. */
  env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

export async function startPractice(): Promise<RunningPractice> {
  const documents = openDocumentStore(':memory:');
  const account = createPracticeAccount({
    clock: createSystemClock(),
    documents,
    limits: { perSecond: null },
    delays: { bulk: 30, send: 30 },
  });
  const server = await startPracticeServer(account);
  return {
    account,
    env: {
      RULEPOST_AUTH_URL: server.authUrl,
      RULEPOST_API_URL: server.apiUrl,
      RULEPOST_CLIENT_ID: 'practice',
    },
    async close() {
      await server.close();
      documents.close();
    },
  };
}

/** Says yes as a person would, at the link a `connect` has printed. @returns the link */
export async function agree(connecting: Started): Promise<string> {
  const [url] = await connecting.sees(/http:\S+\/authorize\?\S+/);
  const redirectUri = new URL(url).searchParams.get('redirect_uri') ?? '';
  const walked = await walkConsent({
    url,
    redirectUri,
    fetch: (input, init) => fetch(input, init),
    signal: AbortSignal.timeout(60_000),
  });
  if (!walked) throw new Error(`The consent at ${url} did not lead back to Rulepost.`);
  return url;
}
