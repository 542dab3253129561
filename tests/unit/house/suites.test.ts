import { describe, expect, it } from 'vitest';
import {
  chooseSuites,
  closingLine,
  countPlaywright,
  countVitest,
  judge,
} from '../../support/suites.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

describe('the count of a vitest report', () => {
  it('adds up all files', () => {
    const testResults = [
      file('passed', 'passed', 'passed', 'skipped'),
      file('failed', 'failed', 'passed', 'todo', 'failed'),
    ];
    expect(countVitest({ testResults })).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it('takes a file that does not load for a failure', () => {
    const testResults = [file('passed', 'passed'), file('failed')];
    expect(countVitest({ testResults })).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('takes a failure around the tests of a file for one', () => {
    const testResults = [file('failed', 'passed', 'passed')];
    expect(countVitest({ testResults })).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });
});

describe('the count of a Playwright report', () => {
  it('takes flaky tests and files that do not load for failures', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
    const report = { stats, errors: [{ message: 'cannot load' }] };
    expect(countPlaywright(report)).toEqual({ passed: 5, failed: 3, skipped: 2 });
  });
});

describe('the verdict on a suite', () => {
  const good = { passed: 3, failed: 0, skipped: 0 };
  const bad = { passed: 3, failed: 2, skipped: 0 };

  it('leaves honest numbers alone', () => {
    expect(judge(good, 0)).toEqual({ counts: good, trouble: '' });
    expect(judge(bad, 1)).toEqual({ counts: bad, trouble: '' });
  });

  it.each([
    ['crashed without a report', null, 1],
    ['ran no test', { passed: 0, failed: 0, skipped: 0 }, 0],
    ['skipped every test', { passed: 0, failed: 0, skipped: 4 }, 0],
    ['ended badly though every test passed', good, 1],
  ])('is one failure when it %s', (_, counts, code) => {
    const verdict = judge(counts, code);
    expect(verdict.counts.failed).toBe(1);
    expect(verdict.trouble).not.toBe('');
  });
});

describe('npm test', () => {
  const names = (args: string[]) => chooseSuites(args).map((suite) => suite.name);

  it('runs all suites, or the one that is asked for', () => {
    expect(names([])).toEqual(['fast', 'faults', 'e2e']);
    expect(names(['--only', 'faults'])).toEqual(['faults']);
  });

  it.each([[['--only']], [['--only', 'nope']], [['faults']], [['--only', 'fast', 'more']]])(
    'does not guess at %j',
    (args) => {
      expect(names(args)).toEqual([]);
    },
  );

  it('ends with one line', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(closingLine({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped');
  });
});
