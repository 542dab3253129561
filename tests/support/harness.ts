/**
 * A whole core on a fake clock against a practice account in the same process: what the core tests
 * drive. No sockets and no waiting, so that a test of many days takes a moment.
 */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { stringify } from 'yaml';
import { type Core, type CoreExtras, createCore } from '../../electron/core/core.ts';
import type { Notification, Ports } from '../../electron/core/ports.ts';
import {
  createPracticeAccount,
  type PracticeAccount,
  type PracticeOptions,
} from '../../electron/core/practice/index.ts';
import { openDocumentStore } from '../../electron/core/store/documents.ts';
import type { RunView } from '../../shared/contract/schemas.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createTestPorts } from './ports.ts';

export type TestClient = Awaited<ReturnType<typeof openCore>>['client'];

export interface Harness {
  clock: FakeClock;
  practice: PracticeAccount;
  folder: string;
  client: TestClient;
  notes: Notification[];
  /** Consents as a person would and pastes the address they land on. */
  connect(): Promise<void>;
  /** Writes a file into the folder; returns its path. */
  write(name: string, text: string): string;
  /** Applies a rule (see `ruleFile`) and switches it on. */
  enable(rule: RuleChanges): Promise<void>;
  /** Lets time pass until `work` is done. */
  drive<T>(work: Promise<T>): Promise<T>;
  /** Lets time pass until `holds`, a quarter of a second at a time, at most `limit` ms of it. */
  until(holds: () => boolean | Promise<boolean>, limit?: number): Promise<void>;
  /** Lets time pass until every run is over, held or failed. @returns the runs, oldest first */
  settled(): Promise<RunView[]>;
  /** Stops the core, does what is to happen meanwhile, and starts another on the same folder. */
  restart(extras?: CoreExtras, meanwhile?: () => void): Promise<void>;
  /** A call with the connection's own token: what its owner does in Constant Contact meanwhile. */
  owner(method: string, path: string): Promise<Record<string, unknown>>;
  /** Addresses in the practice mailbox, sorted; twice if mailed twice. */
  mailed(): string[];
  dispose(): Promise<void>;
}

export interface RuleChanges {
  id?: string;
  when?: object;
  who?: object;
  what?: object;
  safeguards?: object;
}

/** A rule file over orders.csv with the changes given. */
export function ruleFile(changes: RuleChanges = {}): string {
  return stringify({
    id: changes.id ?? 'thanks',
    name: 'Thank you',
    when: {
      trigger: 'new-row',
      file: 'orders.csv',
      key: 'order',
      existingRows: 'send',
      gatherSeconds: 0,
      ...changes.when,
    },
    who: { recipient: 'email', ...changes.who },
    what: {
      subject: 'Thank you, {{ name }}',
      html: '<p>Dear {{ name }}, order {{ order }} is on its way.</p>',
      ...changes.what,
    },
    safeguards: changes.safeguards ?? {},
  });
}

export async function createHarness(
  options: { practice?: Partial<PracticeOptions>; extras?: CoreExtras; start?: number } = {},
): Promise<Harness> {
  const folder = mkdtempSync(join(tmpdir(), 'rulepost-core-'));
  const clock = createFakeClock(options.start);
  const documents = openDocumentStore(':memory:');
  const practice = createPracticeAccount({ clock, documents, ...options.practice });
  const notes: Notification[] = [];
  let inFlight = 0;
  const ports = createTestPorts({
    clock,
    notes,
    async fetch(input, init) {
      inFlight++;
      try {
        const response = await practice.fetch(input, init);
        // Read here, so that no answer is under way when time moves on.
        const body = await response.arrayBuffer();
        return new Response(body.byteLength === 0 ? null : body, response);
      } finally {
        inFlight--;
      }
    },
  });
  let opened = await openCore(ports, folder, options.extras);

  /** Lets everything that needs no time happen. What is still under way then waits for the clock. */
  async function idle(): Promise<void> {
    const busy = () =>
      inFlight > 0 || process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
    for (let turn = 0, calm = 0; calm < 5 && turn < 500; turn++) {
      await new Promise((done) => setImmediate(done));
      calm = busy() ? 0 : calm + 1;
    }
  }

  const harness: Harness = {
    clock,
    practice,
    folder,
    client: opened.client,
    notes,
    async connect() {
      const attempt = await harness.client.connection.begin({ flow: 'pkce', open: false });
      const address = await practice.answerConsent(attempt.url);
      await harness.drive(harness.client.connection.paste({ address }));
    },
    write(name, text) {
      const file = join(folder, name);
      writeFileSync(file, text);
      // A distinct time, so that a rewrite within the same millisecond is a change.
      const at = new Date(Date.now() + writes++ * 1000);
      utimesSync(file, at, at);
      return file;
    },
    async enable(rule) {
      const text = ruleFile(rule);
      await harness.drive(
        harness.client.rules.apply({ text, file: join(folder, 'rule.yml'), folder }),
      );
      await harness.drive(harness.client.rules.enable({ id: rule.id ?? 'thanks' }));
    },
    async drive(work) {
      let over = false;
      const end = () => {
        over = true;
      };
      work.then(end, end);
      await harness.until(() => over);
      return work;
    },
    async until(holds, limit = 3_600_000) {
      const end = clock.now() + limit;
      for (;;) {
        await idle();
        if (await holds()) return;
        if (clock.now() >= end) throw new Error('It did not come to that in the time allowed.');
        await clock.advance(250);
      }
    },
    async settled() {
      const over = ({ state }: RunView) => ['done', 'held', 'failed', 'discarded'].includes(state);
      await harness.until(async () => (await harness.client.runs.list({})).some(over));
      await harness.until(async () => (await harness.client.runs.list({})).every(over));
      return (await harness.client.runs.list({})).reverse();
    },
    async restart(extras, meanwhile) {
      await harness.drive(opened.core.stop());
      meanwhile?.();
      opened = await openCore(ports, folder, extras);
      harness.client = opened.client;
    },
    async owner(method, path) {
      const { accessToken } = JSON.parse((await ports.secrets.read('tokens')) ?? '{}');
      // Its owner's browser has a quota of its own.
      const { perSecond } = practice.limits;
      practice.limits.perSecond = null;
      const answer = await practice.fetch(`http://127.0.0.1/v3${path}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}` },
      });
      practice.limits.perSecond = perSecond;
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      const text = await answer.text();
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    },
    mailed: () =>
      practice.mailbox
        .list({ limit: 100_000 })
        .map(({ to }) => to)
        .sort(),
    async dispose() {
      await harness.drive(opened.core.stop());
      documents.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return harness;
}

let writes = 0;

async function openCore(ports: Ports, folder: string, extras: CoreExtras = {}) {
  const core: Core = await createCore(
    ports,
    {
      version: '0.0.0',
      dataDir: folder,
      mode: 'practice',
      authUrl: 'http://127.0.0.1/oauth2/default/v1',
      apiUrl: 'http://127.0.0.1/v3',
      clientId: 'practice',
      // No listening port: tests run side by side, and paste the address instead.
      redirectPorts: [],
    },
    extras,
  );
  await core.start();
  return { core, client: createRouterClient(core.router) };
}
