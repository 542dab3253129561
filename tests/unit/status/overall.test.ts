/** Is everything fine? The most pressing answer wins. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readStatus } from '../../../electron/core/status.ts';
import { openStore, type Store } from '../../../electron/core/store/store.ts';
import type {
  ConnectionStatus,
  Quota,
  RunState,
  Status,
} from '../../../shared/contract/schemas.ts';
import type { Problem } from '../../../shared/errors/problem.ts';
import { ruleSchema } from '../../../shared/rules/schema.ts';

let store: Store;
beforeEach(() => {
  store = openStore(':memory:');
});
afterEach(() => store.close());

const problem = (what: string): Problem => ({ code: 'unexpected', what, advice: 'Look.' });

function overall(
  connection: Partial<ConnectionStatus> = {},
  more: { quota?: Partial<Quota>; trouble?: Problem } = {},
): Status['overall'] {
  return readStatus({
    config: { version: '0', dataDir: '/data', mode: 'account', authUrl: '', apiUrl: '' },
    connection: {
      state: 'connected',
      clientId: 'key',
      hasClientSecret: false,
      account: null,
      missing: [],
      connectedAt: 1,
      lastRefreshAt: null,
      accessTokenExpiresAt: null,
      nextRefreshAt: null,
      endsUnlessUsedBy: null,
      protection: { level: 'key-file', words: 'In a file.' },
      problem: null,
      ...connection,
    },
    quota: {
      usedToday: 0,
      perDay: 10_000,
      perSecond: 4,
      resetsAt: 1,
      parkedUntil: null,
      ...more.quota,
    },
    store,
    trouble: more.trouble ?? null,
  }).overall;
}

function addRule(enabled = true): void {
  const rule = ruleSchema.parse({
    id: 'thanks',
    name: 'Thanks',
    when: { trigger: 'new-row', file: '/orders.csv' },
    who: { recipient: 'email' },
    what: { subject: 'Hello', html: '<p>Hello</p>' },
  });
  store.rules.save(rule, 1);
  store.rules.setEnabled('thanks', enabled, 1);
}

function addRun(id: string, state: RunState): void {
  const mail = { subject: 's', html: 'h', slots: 0 };
  store.runs.insert(
    { id, ruleId: 'thanks', ruleVersion: 1, strategy: 'own-campaign', state, mail, problem: null },
    1,
  );
}

test('all is well, with and without rules', () => {
  expect(overall()).toEqual({ level: 'fine', sentence: 'Connected. There are no rules yet.' });
  addRule(false);
  expect(overall().sentence).toBe('Connected. Every rule is switched off.');
  store.rules.setEnabled('thanks', true, 2);
  expect(overall()).toEqual({ level: 'fine', sentence: 'Everything is fine. 1 rule is on watch.' });
});

test('what needs a person comes before what goes by itself', () => {
  addRule();
  addRun('a', 'running');
  expect(overall()).toMatchObject({ level: 'working', sentence: 'Sending: 1 run.' });
  expect(overall({}, { quota: { parkedUntil: 5 } })).toMatchObject({ level: 'working' });
  expect(overall({ state: 'offline' })).toMatchObject({ level: 'offline' });
  store.rules.setProblem('thanks', problem('The file is not there.'));
  expect(overall({ state: 'offline' }).sentence).toContain('The rule "Thanks" cannot work');
  expect(overall({ missing: [problem('No sender.')] }).sentence).toBe('No sender.');
  addRun('b', 'held');
  expect(overall().sentence).toBe('1 run waits for your approval.');
  addRun('c', 'failed');
  addRun('d', 'held');
  expect(overall()).toEqual({
    level: 'attention',
    sentence: '1 send failed, and 2 runs wait for your approval.',
  });
});

test('the cause of a connection that cannot be used is named, and the program comes first', () => {
  const ended = problem('The keychain is locked.');
  expect(overall({ state: 'reconnect-needed', problem: ended }).sentence).toBe(ended.what);
  expect(overall({ state: 'not-connected' })).toMatchObject({ level: 'setup' });
  const trouble = problem('The disk is full.');
  expect(overall({ state: 'not-connected' }, { trouble }).sentence).toBe(trouble.what);
});
