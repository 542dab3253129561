import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Client } from '../../../electron/service/client.ts';
import {
  exitCodeOfRuns,
  followRuns,
  isSettled,
  runLines,
} from '../../../electron/service/follow-run.ts';
import { createOutput } from '../../../electron/service/output.ts';
import { exitCodeOf, toCliProblem } from '../../../electron/service/problems.ts';
import {
  count,
  megabytes,
  moment,
  rowName,
  short,
  table,
} from '../../../electron/service/words.ts';
import type { RunDetail } from '../../../shared/contract/schemas.ts';
import { RulepostError, toProblem } from '../../../shared/errors/problem.ts';

const now = Date.UTC(2026, 10, 24);
const problem = toProblem(new RulepostError('offline', { reason: 'no route' }));
const reconnect = toProblem(new RulepostError('reconnect-needed'));

const run = (change: Partial<RunDetail> = {}): RunDetail => ({
  id: 'r1',
  ruleId: 'thank-you',
  ruleName: 'Thank you',
  state: 'done',
  problem: null,
  wakeAt: null,
  step: null,
  recipients: 2,
  sent: 2,
  notSent: 0,
  calls: 12,
  createdAt: now,
  endedAt: now,
  subject: 'Thank you',
  html: '',
  steps: [],
  deliveries: [],
  moreDeliveries: 0,
  ...change,
});

describe('following ends', () => {
  it.each([
    ['done', {}, true],
    ['failed', { problem }, true],
    ['held', {}, true],
    ['discarded', {}, true],
    ['queued', {}, false],
    ['running', {}, false],
    ['waiting', { wakeAt: now + 3_600_000 }, false],
    ['waiting', { wakeAt: now + 60_000, problem }, false],
    ['waiting', { wakeAt: now + 3_600_000, problem }, true],
    ['waiting', { wakeAt: null, problem: reconnect }, true],
  ] as const)('%s %o: %s', (state, change, settled) => {
    expect(isSettled(run({ state, ...change }), now)).toBe(settled);
  });
});

describe('following alone', () => {
  const blocked = run({
    state: 'waiting',
    problem: toProblem(new RulepostError('fields-in-use')),
    wakeAt: now,
  });
  const follow = (others: RunDetail[]) => {
    let shown = 0;
    const client = {
      changes: async () => (async function* () {})(),
      // The second look finds it done, where something moves at all.
      runs: { get: async () => (shown++ === 0 ? blocked : run()), list: async () => others },
    } as unknown as Client;
    const output = createOutput(true, { out: process.stdout, err: process.stderr });
    const context = { dataDir: '', output, env: {}, signal: new AbortController().signal };
    const connection = { client, alone: true, start: async () => {}, close: async () => {} };
    return followRuns(context, connection, [blocked.id]);
  };

  it('does not wait for what the runs of other rules have: nobody moves them', async () => {
    expect(await follow([blocked])).toEqual([blocked]);
  });
});

describe('exit codes', () => {
  it.each([
    [[], 0],
    [[run()], 0],
    [[run({ state: 'discarded' })], 0],
    [[run(), run({ state: 'held' })], 4],
    [[run({ state: 'held' }), run({ state: 'failed', problem })], 1],
    [[run({ state: 'failed', problem }), run({ state: 'waiting', problem: reconnect })], 3],
    [[run({ state: 'failed' })], 1],
  ])('of %# runs', (runs, code) => {
    expect(exitCodeOfRuns(runs)).toBe(code);
  });

  it('of problems', () => {
    expect(exitCodeOf({ code: 'not-connected' })).toBe(3);
    expect(exitCodeOf({ code: 'reconnect-needed' })).toBe(3);
    expect(exitCodeOf({ code: 'wrong-usage' })).toBe(2);
    expect(exitCodeOf({ code: 'rule-not-found' })).toBe(1);
  });
});

describe('problems', () => {
  it('are unwrapped from what the calls throw', () => {
    const wrapped = Object.assign(new Error('x'), { code: 'PROBLEM', data: problem });
    expect(toCliProblem(wrapped)).toEqual(problem);
    expect(toCliProblem(new RulepostError('not-connected')).code).toBe('not-connected');
    expect(toCliProblem(new Error('boom'))).toMatchObject({ code: 'unexpected' });
    expect(toCliProblem(undefined)).toMatchObject({ code: 'unexpected' });
  });

  it.each([
    [
      { issues: [{ code: 'too_big', path: ['id'], message: 'Too big: x' }] },
      'the name is too long.',
    ],
    [
      { issues: [{ code: 'too_small', path: ['clientId'], message: 'x' }] },
      /client id\) is missing\.$/,
    ],
    [{ issues: [{ code: 'invalid_type', path: ['else', 0], message: 'x' }] }, 'is not valid.'],
    [{ issues: [] }, 'is not valid.'],
    [undefined, 'is not valid.'],
  ])('of refused input %j are plain words', (data, words) => {
    const refused = Object.assign(new Error('Input validation failed'), {
      code: 'BAD_REQUEST',
      data,
    });
    const { code, what } = toCliProblem(refused);
    expect(code).toBe('wrong-usage');
    expect(what).toMatch(words);
    expect(what).not.toMatch(/validation|Too big/);
  });
});

describe('words about a run', () => {
  it('say who was mailed, the first few by name, and who was not and why', () => {
    const sent = Array.from({ length: 12 }, (_, index) => ({
      address: `p${index}@shop.example`,
      row: String(index),
      state: 'sent' as const,
      reason: null,
    }));
    const left = {
      address: 'x@shop.example',
      row: '12',
      state: 'not-sent' as const,
      reason: problem,
    };
    const text = runLines(run({ sent: 12, notSent: 1, deliveries: [...sent, left] }), false).join(
      '\n',
    );
    expect(text).toContain('12 people were mailed');
    expect(text).toContain('p9@shop.example');
    expect(text).not.toContain('p10@shop.example');
    expect(text).toContain('and 2 more');
    expect(text).toContain(`x@shop.example  ${problem.what}`);
  });

  it('name the way out', () => {
    expect(runLines(run({ state: 'held' }), false).join('\n')).toContain('rulepost approve r1');
    expect(runLines(run({ state: 'failed', problem }), false).join('\n')).toContain(
      'rulepost retry r1',
    );
    const waiting = run({ state: 'waiting', problem, wakeAt: now });
    expect(runLines(waiting, false).join('\n')).toContain('goes on by itself');
    expect(runLines(waiting, true).join('\n')).toContain('rulepost serve');
  });
});

describe('small words', () => {
  it('name a row by its key, and by nothing when that is a hash', () => {
    const hash = createHash('sha256').update('a row').digest('base64url');
    expect(rowName('1006')).toBe('1006');
    expect(rowName('1006 (0a1b2c3d)')).toBe('1006');
    expect(rowName('Harbour (north)')).toBe('Harbour (north)');
    expect(rowName(hash)).toBe('');
    expect(rowName(`${hash} (0a1b2c3d)`)).toBe('');
    const lines = runLines(
      run({
        notSent: 1,
        deliveries: [{ address: '', row: hash, state: 'excluded', reason: problem }],
      }),
      false,
    );
    expect(lines.join('\n')).toContain(`(no address)  ${problem.what}`);
  });

  it('align, count and shorten', () => {
    expect(
      table([
        ['a', 'bb'],
        ['ccc', ''],
      ]),
    ).toEqual(['a    bb', 'ccc']);
    expect(count(1, 'row')).toBe('1 row');
    expect(count(1234, 'person', 'people')).toBe('1,234 people');
    expect(short('abcdefgh', 6)).toBe('abc...');
    expect(short('abcdef', 6)).toBe('abcdef');
    expect(moment(null)).toBe('-');
    expect(megabytes(2_000_001)).toBe('2.1 MB');
    expect(moment(now)).toMatch(/^2026-11-2[345] \d\d:\d\d$/);
  });
});
