/**
 * The network and the service failing at each call of a run, in each way: afterwards everybody has
 * the mail, and nobody has it twice.
 */
import { afterEach, describe, expect, test } from 'vitest';
import type { Fault, FaultKind } from '../../electron/core/practice/index.ts';
import { createHarness, type Harness } from '../support/harness.ts';

let h: Harness | undefined;
afterEach(async () => {
  await h?.dispose();
  h = undefined;
});

const orders = 'order,name,email\n1,Ada,ada@reader.example\n2,Bert,bert@reader.example\n';
const more = `${orders}3,Cleo,cleo@reader.example\n4,Ada,ada@reader.example\n`;

type OncePer = 'row' | 'person';
const both: OncePer[] = ['row', 'person'];

/** The calls a run makes, in order, and in which kind of rule. */
const calls: { method: string; path: string; of: OncePer[] }[] = [
  { method: 'POST', path: '/contact_lists', of: both },
  { method: 'GET', path: '/contact_custom_fields', of: both },
  { method: 'POST', path: '/activities/contacts_json_import', of: both },
  { method: 'GET', path: '/activities/{activity_id}', of: both },
  { method: 'GET', path: '/contact_lists/{list_id}', of: both },
  { method: 'POST', path: '/emails', of: both },
  { method: 'GET', path: '/emails/activities/{campaign_activity_id}/previews', of: both },
  { method: 'PUT', path: '/emails/activities/{campaign_activity_id}', of: both },
  { method: 'POST', path: '/emails/activities/{campaign_activity_id}/schedules', of: both },
  { method: 'GET', path: '/emails/activities/{campaign_activity_id}', of: both },
  { method: 'GET', path: '/emails/activities/{campaign_activity_id}/send_history', of: both },
  { method: 'DELETE', path: '/contact_lists/{list_id}', of: ['row'] },
];

const kinds: FaultKind[] = [
  { kind: 'reset-before' },
  { kind: 'commit-then-reset' },
  { kind: 'truncated-body' },
  { kind: 'slow', ms: 5_000 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, body: 'Service Unavailable' },
  {
    kind: 'status',
    status: 429,
    body: { error_key: 'throttled', error_message: 'Too Many Requests' },
  },
  { kind: 'html' },
];

/** Time allowed on the fake clock: far more than all backoffs together. */
const limit = 3 * 3_600_000;

const name = (fault: FaultKind) =>
  fault.kind === 'status' ? `status ${fault.status}` : fault.kind;

describe.each(calls)('$method $path', ({ method, path, of }) => {
  test.each(kinds.map((fault) => ({ fault, name: name(fault) })))('$name', async ({ fault }) => {
    for (const oncePer of of) await sendUnder({ method, path, ...fault }, oncePer);
  });

  test('five times in a row', async () => {
    await sendUnder({ method, path, kind: 'status', status: 503, times: 5 }, 'row');
    const last = of.at(-1) ?? 'row';
    await sendUnder({ method, path, kind: 'reset-before', times: 5 }, last);
  });
});

/** A rotated token whose answer was lost is lost: the one failure only a person can mend. */
const loses: FaultKind['kind'][] = ['commit-then-reset', 'truncated-body'];

describe('POST /token', () => {
  test.each(kinds.map((fault) => ({ fault, name: name(fault) })))('$name', async ({ fault }) => {
    await sendUnder({ method: 'POST', path: '/token', ...fault }, 'row');
  });
});

/** Two runs of a rule, the first of them under the fault. */
async function sendUnder(
  fault: Fault & { method: string; path: string },
  oncePer: OncePer,
): Promise<void> {
  const harness = await createHarness();
  h = harness;
  await harness.connect();
  harness.write('orders.csv', 'order,name,email\n');
  await harness.enable({ who: { oncePer } });
  harness.practice.faults.add(fault);
  // A day goes by, so that the connection has to be renewed under the fault.
  if (fault.path === '/token') await harness.clock.advance(24 * 3_600_000);
  harness.write('orders.csv', orders);
  if (fault.path === '/token' && loses.includes(fault.kind)) {
    const state = async () => (await harness.client.status()).connection.state;
    await harness.until(async () => (await state()) === 'reconnect-needed', limit);
    expect(harness.mailed()).toEqual([]);
    await harness.connect();
  }
  await harness.until(() => harness.mailed().length >= 2, limit);
  await allDone(harness);
  // A fault that never struck would prove nothing.
  const { method, path } = fault;
  const left = harness.practice.faults.take({ method, path: `/v3${path}`, template: path });
  expect(left, `${oncePer}: not every fault struck`).toBeUndefined();
  harness.write('orders.csv', more);
  await harness.until(() => harness.mailed().length >= (oncePer === 'row' ? 4 : 3), limit);
  await allDone(harness);
  const [ada, bert, cleo] = ['ada', 'bert', 'cleo'].map((name) => `${name}@reader.example`);
  expect(harness.mailed(), oncePer).toEqual(
    oncePer === 'row' ? [ada, ada, bert, cleo] : [ada, bert, cleo],
  );
  await harness.dispose();
  h = undefined;
}

async function allDone(harness: Harness): Promise<void> {
  await harness.until(
    async () => (await harness.client.runs.list({})).every((run) => run.state === 'done'),
    limit,
  );
}
