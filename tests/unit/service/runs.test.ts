import { describe, expect, it } from 'vitest';
import { exitCodeOfRuns, isSettled, runLines } from '../../../electron/service/follow-run.ts';
import { exitCodeOf, toCliProblem } from '../../../electron/service/problems.ts';
import { count, moment, short, table } from '../../../electron/service/words.ts';
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
    const refused = Object.assign(new Error('Input validation failed'), {
      code: 'BAD_REQUEST',
      data: { issues: [{ message: 'too long' }] },
    });
    expect(toCliProblem(refused)).toMatchObject({ code: 'wrong-usage' });
    expect(toCliProblem(refused).what).toContain('too long');
    expect(toCliProblem(undefined)).toMatchObject({ code: 'unexpected' });
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
    expect(moment(now)).toMatch(/^2026-11-2[345] \d\d:\d\d$/);
  });
});
