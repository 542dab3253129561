/**
 * The process killed at every line of the journal, and at moments nobody chose: after a restart the
 * practice mailbox holds exactly one mail per intended recipient.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createPracticeAccount,
  type PracticeAccount,
  type PracticeServer,
  startPracticeServer,
} from '../../electron/core/practice/index.ts';
import { type DocumentStore, openDocumentStore } from '../../electron/core/store/documents.ts';
import { stepNameSchema } from '../../shared/contract/schemas.ts';
import { ruleFile } from '../support/harness.ts';
import { createScaledClock } from '../support/scaled-clock.ts';
import type { HostOrders } from './host.ts';

const clockOf = { from: Date.now(), speed: 40 };
let folder: string;
let documents: DocumentStore;
let practice: PracticeAccount;
let server: PracticeServer;
let children: ChildProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rulepost-kill-'));
  documents = openDocumentStore(':memory:');
  practice = createPracticeAccount({
    clock: createScaledClock(clockOf.from, clockOf.speed),
    documents,
  });
  server = await startPracticeServer(practice);
  const header = 'order,name,email\n';
  const first = '1,Ada,ada@reader.example\n2,Bert,bert@reader.example\n';
  writeFileSync(join(folder, 'export-1.csv'), header + first);
  writeFileSync(
    join(folder, 'export-2.csv'),
    `${header}3,Cleo,cleo@reader.example\n${first}4,Ada,ada@reader.example\n`,
  );
});

afterEach(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  children = [];
  await server.close();
  documents.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the program; resolves with how it ended. */
async function run(
  kill: HostOrders['kill'],
  atRandom?: number,
): Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string }> {
  const orders: HostOrders = {
    folder,
    authUrl: server.authUrl,
    apiUrl: server.apiUrl,
    clock: clockOf,
    kill,
  };
  const child = fork(join(import.meta.dirname, 'host.ts'), {
    env: { ...process.env, HOST_ORDERS: JSON.stringify(orders), NODE_OPTIONS: '' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  children.push(child);
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  child.on('message', async (url) => child.send(await practice.answerConsent(String(url))));
  const timer =
    atRandom === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), atRandom);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, errors });
    });
  });
}

function mailed(): string[] {
  return practice.mailbox
    .list({ limit: 1000 })
    .map(({ to }) => to.replace(/@.*/, ''))
    .sort();
}

const strategies = [
  { oncePer: 'row', expected: ['ada', 'ada', 'bert', 'cleo'], left: [] },
  // A standing campaign is verified by its own send, makes no list a second time and keeps it.
  { oncePer: 'person', expected: ['ada', 'bert', 'cleo'], left: ['verify', 'clean-up'] },
] as const;

describe.each(strategies)('a mail once per $oncePer', ({ oncePer, expected, left }) => {
  beforeEach(() => {
    writeFileSync(join(folder, 'rule.yml'), ruleFile({ who: { oncePer } }));
  });
  const steps = stepNameSchema.options.filter((step) => !left.some((name) => name === step));

  describe.each(steps)('killed at "%s"', (step) => {
    test.each(['begun', 'performed', 'recorded'])('%s', async (moment) => {
      const died = await run({ moment, step, file: 1 });
      expect(died.signal, died.errors).toBe('SIGKILL');
      const ended = await run(null);
      expect(ended, ended.errors).toMatchObject({ code: 0 });
      expect(mailed()).toEqual(expected);
    });
  });

  const again =
    oncePer === 'person' ? (['import', 'schedule', 'watch'] as const) : (['schedule'] as const);
  test.each(again)('killed at "%s" of a second run', async (step) => {
    for (const moment of ['begun', 'performed']) {
      const died = await run({ moment, step, file: 2 });
      expect(died.signal, died.errors).toBe('SIGKILL');
    }
    const ended = await run(null);
    expect(ended, ended.errors).toMatchObject({ code: 0 });
    expect(mailed()).toEqual(expected);
  });

  test('killed again and again at moments nobody chose', async () => {
    let kills = 0;
    for (let delay = 250; ; delay = 250 + ((delay * 7919) % 900)) {
      const ended = await run(null, delay);
      if (ended.signal === 'SIGKILL') kills++;
      else {
        expect(ended, ended.errors).toMatchObject({ code: 0 });
        break;
      }
    }
    expect(kills).toBeGreaterThan(0);
    expect(mailed()).toEqual(expected);
  });
});
