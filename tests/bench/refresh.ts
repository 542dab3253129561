/** Refreshes when a thousand callers ask for a token at the moment it has expired. The aim: 1. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from '../../electron/core/connection/connection.ts';
import { createConstantContact } from '../../electron/core/constant-contact/client.ts';
import { createGovernor } from '../../electron/core/constant-contact/governor.ts';
import { createPracticeAccount } from '../../electron/core/practice/index.ts';
import { openDocumentStore } from '../../electron/core/store/documents.ts';
import { openStore } from '../../electron/core/store/store.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createTestPorts } from '../support/ports.ts';

const callers = 1000;
const apiUrl = 'http://127.0.0.1/v3';

export async function benchRefresh(): Promise<
  { callers: number; refreshes: number; aim: number }[]
> {
  const folder = mkdtempSync(join(tmpdir(), 'rulepost-bench-'));
  const clock = createFakeClock();
  const documents = openDocumentStore(':memory:');
  const store = openStore(':memory:');
  const practice = createPracticeAccount({ clock, documents });
  const ports = createTestPorts({ clock, fetch: practice.fetch });
  try {
    const connection = await createConnection({
      ports,
      config: {
        version: '0.0.0',
        dataDir: folder,
        mode: 'practice',
        authUrl: 'http://127.0.0.1/oauth2/default/v1',
        apiUrl,
        clientId: 'practice',
        redirectPorts: [],
      },
      settings: store.settings,
      account: () => client.account,
    });
    const governor = createGovernor({ clock, counters: store.quota });
    const client = createConstantContact({ ...ports, apiUrl, tokens: connection, governor });
    const { url } = await connection.begin({ flow: 'pkce', open: false });
    await connection.paste(await practice.answerConsent(url));
    await clock.advance(25 * 3_600_000);
    const before = practice.requests.count('POST /token');
    const asked = Array.from({ length: callers }, () => connection.accessToken());
    const tokens = new Set(await Promise.all(asked));
    if (tokens.size !== 1) throw new Error(`${tokens.size} different tokens were handed out.`);
    await connection.stop();
    return [{ callers, refreshes: practice.requests.count('POST /token') - before, aim: 1 }];
  } finally {
    store.close();
    documents.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
