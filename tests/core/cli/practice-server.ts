/** The practice account as another program would run it, quick and without a calls-per-second limit. */
import {
  createPracticeAccount,
  type PracticeAccount,
  startPracticeServer,
} from '../../../electron/core/practice/index.ts';
import { openDocumentStore } from '../../../electron/core/store/documents.ts';
import { createSystemClock } from '../../../electron/service/host/clock.ts';

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
