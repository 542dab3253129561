/** What a connection stands on in tests: a practice account, a folder and a box, on a fake clock. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CoreConfig } from '../../../electron/core/config.ts';
import {
  type Connection,
  type ConnectionChange,
  createConnection,
} from '../../../electron/core/connection/connection.ts';
import type { RedirectReceiver } from '../../../electron/core/connection/receiver.ts';
import { createConstantContact } from '../../../electron/core/constant-contact/client.ts';
import { createGovernor } from '../../../electron/core/constant-contact/governor.ts';
import { createPracticeAccount } from '../../../electron/core/practice/index.ts';
import { openDocumentStore } from '../../../electron/core/store/documents.ts';
import type { Flow } from '../../../shared/contract/schemas.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMemoryBox, createNotedLog } from './support.ts';

const authUrl = 'http://127.0.0.1/oauth2/default/v1';
const apiUrl = 'http://127.0.0.1/v3';
const noCounters = { load: () => 0, save: () => {} };

export type ConnectionStage = ReturnType<typeof createConnectionStage>;

export function createConnectionStage() {
  const folder = mkdtempSync(join(tmpdir(), 'rulepost-connection-'));
  const clock = createFakeClock();
  const documents = openDocumentStore(':memory:');
  const practice = createPracticeAccount({ clock, documents });
  const connections: Connection[] = [];

  const fetch: typeof practice.fetch = async (input, init) => {
    if (!stage.online) throw new TypeError('fetch failed');
    const response = await practice.fetch(input, init);
    if (stage.accountId === null || !String(input).endsWith('/account/summary')) return response;
    return Response.json({ ...(await response.json()), encoded_account_id: stage.accountId });
  };

  const stage = {
    clock,
    practice,
    box: createMemoryBox(),
    log: createNotedLog(),
    settings: new Map<string, unknown>(),
    /** Addresses the browser was asked to open. */
    opened: [] as string[],
    changes: [] as ConnectionChange[],
    online: true,
    /** Makes it another account; null leaves the practice account's own id. */
    accountId: null as string | null,
    /** Wakes the machine from sleep, for the connection opened last. */
    resumed: () => {},

    /** A connection as a start of the program makes it, over the same folder, box and settings. */
    async open(
      config: Partial<CoreConfig> = { clientId: 'practice' },
      receivers?: RedirectReceiver[],
    ): Promise<Connection> {
      const { settings } = stage;
      const connection = await createConnection({
        ports: {
          clock,
          fetch,
          secrets: stage.box,
          log: stage.log,
          notifier: { notify: () => {} },
          opener: {
            async open(url) {
              stage.opened.push(url);
              return true;
            },
          },
          power: {
            onResume(listener) {
              stage.resumed = listener;
              return () => {};
            },
          },
        },
        config: {
          version: '0',
          dataDir: folder,
          mode: 'practice',
          authUrl,
          apiUrl,
          redirectPorts: [],
          ...config,
        },
        settings: {
          get: <T>(key: string) => settings.get(key) as T | undefined,
          set: (key, value) => void settings.set(key, structuredClone(value)),
          remove: (key) => void settings.delete(key),
        },
        account: () => client.account,
        receivers,
      });
      const client = createConstantContact({
        apiUrl,
        fetch,
        clock,
        tokens: connection,
        governor: createGovernor({ clock, counters: noCounters }),
      });
      connection.onChange((change) => stage.changes.push(change));
      connections.push(connection);
      return connection;
    },

    /** Connects as a person who says yes and pastes the address would. */
    async connect(connection: Connection, flow: Flow = 'pkce') {
      const attempt = await connection.begin({ flow, open: false });
      return stage.drive(connection.paste(await practice.answerConsent(attempt.url)));
    },

    /** Lets time pass until `work` is done: calls of the API wait for their turn. */
    async drive<T>(work: Promise<T>): Promise<T> {
      let over = false;
      const end = () => {
        over = true;
      };
      work.then(end, end);
      while (!over) await clock.advance(500);
      return work;
    },

    async dispose(): Promise<void> {
      await Promise.all(connections.map((connection) => connection.stop()));
      documents.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return stage;
}
