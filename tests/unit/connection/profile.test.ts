import { beforeEach, describe, expect, it } from 'vitest';
import {
  type AccountWatch,
  type ConnectionSettings,
  createAccountWatch,
} from '../../../electron/core/connection/account-watch.ts';
import { missingForSending, readProfile } from '../../../electron/core/connection/profile.ts';
import type { AccountCalls } from '../../../electron/core/constant-contact/account.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createNotedLog } from './support.ts';

const HOUR = 3_600_000;
const everything = [
  'contacts:read',
  'contacts:write',
  'campaign:read',
  'campaign:write',
  'campaign:send',
];

/** What the account answers; a test changes it. */
let account: {
  id: string;
  organisation: string | null;
  emails: [address: string, status: string][];
  address: boolean;
  privileges: string[];
  failure: Error | null;
};
let reads: number;
const calls: AccountCalls = {
  async summary() {
    reads++;
    if (account.failure) throw account.failure;
    return {
      encoded_account_id: account.id,
      organization_name: account.organisation,
      first_name: 'Ada',
      last_name: 'Bloom',
      contact_email: 'ada@bloom.example',
      time_zone_id: 'US/Eastern',
    };
  },
  emails: async () =>
    account.emails.map(([email_address, confirm_status]) => ({ email_address, confirm_status })),
  physicalAddress: async () => (account.address ? { address_line1: '1 Main St' } : null),
  privileges: async () => account.privileges,
};

beforeEach(() => {
  reads = 0;
  account = {
    id: 'a1',
    organisation: 'Bloom Ltd',
    emails: [
      ['ada@bloom.example', 'CONFIRMED'],
      ['shop@bloom.example', 'UNCONFIRMED'],
    ],
    address: true,
    privileges: [...everything, 'reports:read'],
    failure: null,
  };
});

describe('the profile', () => {
  it('is read in the words of the status', async () => {
    expect(await readProfile(calls, 5)).toEqual({
      accountId: 'a1',
      organisation: 'Bloom Ltd',
      signedInAs: 'ada@bloom.example',
      timeZone: 'US/Eastern',
      confirmedSenders: ['ada@bloom.example'],
      unconfirmedSenders: ['shop@bloom.example'],
      hasPhysicalAddress: true,
      privileges: [...everything, 'reports:read'],
      readAt: 5,
    });
    account.organisation = null;
    expect((await readProfile(calls, 5)).organisation).toBe('Ada Bloom');
  });

  it('lacks nothing when it has it all', async () => {
    expect(missingForSending(await readProfile(calls, 0))).toEqual([]);
  });

  it('names everything that is missing, each with its way out', async () => {
    account.emails = [['shop@bloom.example', 'UNCONFIRMED']];
    account.address = false;
    account.privileges = ['contacts:read', 'contacts:write', 'campaign:read'];
    const missing = missingForSending(await readProfile(calls, 0));
    expect(missing.map(({ code }) => code)).toEqual([
      'account-no-sender',
      'account-no-address',
      'account-privileges',
    ]);
    expect(missing[0]?.what).toContain('waiting to be confirmed: shop@bloom.example');
    expect(missing[2]?.what).toContain('create campaigns, send campaigns');
    for (const problem of missing) expect(problem.advice).not.toBe('');
    account.emails = [];
    const [sender] = missingForSending(await readProfile(calls, 0));
    expect(sender?.what).toBe('The account has no confirmed sender address.');
  });
});

describe('the watch over the account', () => {
  const clock = createFakeClock();
  let stored: Map<string, unknown>;
  const settings: ConnectionSettings = {
    get: <T>(key: string) => stored.get(key) as T | undefined,
    set: (key, value) => void stored.set(key, structuredClone(value)),
    remove: (key) => void stored.delete(key),
  };
  const begin = (): AccountWatch =>
    createAccountWatch({
      clock,
      settings,
      log: createNotedLog(),
      account: () => calls,
      onChange: () => {},
    });
  const codes = (watch: AccountWatch) => watch.missing().map(({ code }) => code);
  beforeEach(() => {
    stored = new Map();
  });

  it('remembers the profile over a restart', async () => {
    await begin().read({});
    expect(begin().profile()?.organisation).toBe('Bloom Ltd');
  });

  it('does not trust what it cannot read in the settings', () => {
    stored.set('connection.profile', { accountId: 7 });
    expect(begin().profile()).toBeNull();
  });

  it('announces another account until a person confirms it, over restarts and disconnects', async () => {
    const watch = begin();
    await watch.read({});
    expect(codes(watch)).toEqual([]);
    watch.forget();
    Object.assign(account, { id: 'b2', organisation: 'Garden Inc' });
    await watch.read({});
    expect(watch.missing()[0]).toMatchObject({
      code: 'different-account',
      what: 'Rulepost is now connected to "Garden Inc". Before, it was "Bloom Ltd".',
    });
    await watch.read({});
    const restarted = begin();
    expect(codes(restarted)).toEqual(['different-account']);
    restarted.confirm();
    expect(codes(restarted)).toEqual([]);
    expect(codes(begin())).toEqual([]);
  });

  it('says nothing when the first account comes back', async () => {
    const watch = begin();
    await watch.read({});
    account.id = 'b2';
    await watch.read({});
    account.id = 'a1';
    await watch.read({});
    expect(codes(watch)).toEqual([]);
  });

  it('keeps trying in the background, more and more seldom', async () => {
    account.failure = new RulepostError('offline', { reason: 'x' });
    const watch = begin();
    watch.readInBackground();
    watch.readInBackground();
    await clock.advance(10 * HOUR);
    expect(watch.problem()?.code).toBe('offline');
    expect(reads).toBeGreaterThan(10);
    expect(reads).toBeLessThan(20);
    account.failure = null;
    await clock.advance(HOUR);
    expect(watch.profile()?.accountId).toBe('a1');
    expect(watch.problem()).toBeNull();
    expect(clock.sleeping).toBe(0);
  });

  it('does not try without a connection, and stops when told', async () => {
    account.failure = new RulepostError('not-connected');
    const watch = begin();
    watch.readInBackground();
    await clock.advance(10 * HOUR);
    expect(reads).toBe(1);
    account.failure = new RulepostError('offline', { reason: 'x' });
    watch.readInBackground();
    await clock.advance(0);
    await watch.stop();
    expect(clock.sleeping).toBe(0);
  });
});
