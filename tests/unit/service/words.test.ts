/** What commands say, from what the core answers. */
import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { notRunning } from '../../../electron/service/commands/status.ts';
import { dryRunLines } from '../../../electron/service/dry-run-lines.ts';
import { createFileLog } from '../../../electron/service/host/log.ts';
import { createOutput } from '../../../electron/service/output.ts';
import type { DryRun, Status } from '../../../shared/contract/schemas.ts';
import { RulepostError, toProblem } from '../../../shared/errors/problem.ts';

const problem = toProblem(new RulepostError('row-ragged', { line: 7, found: 2, expected: 5 }));

const dryRun = (change: Partial<DryRun> = {}): DryRun => ({
  ruleId: 'thank-you',
  note: null,
  rowsRead: 1234,
  rowsAlreadySeen: 0,
  matches: [],
  moreMatches: 0,
  excluded: [],
  moreExcluded: 0,
  notMatching: 1234,
  unusable: { count: 0, first: null },
  runs: 0,
  calls: { least: 0, most: 0 },
  ...change,
});

describe('a dry run', () => {
  it('tells of rows that could not be used, with the first of them', () => {
    expect(dryRunLines(dryRun()).join('\n')).not.toContain('be used');
    const text = dryRunLines(dryRun({ unusable: { count: 3, first: problem } })).join('\n');
    expect(text).toContain('Could not be used: 3 rows');
    expect(text).toContain(problem.what);
    expect(text).toContain(problem.advice);
  });

  it('passes on what a person should know when reading it', () => {
    expect(dryRunLines(dryRun({ note: 'They are left alone.' })).join('\n')).toContain(
      'They are left alone.',
    );
  });

  it('shows the key of a row, and the address alone where there is none', () => {
    const match = (row: string) => ({ row, address: 'a@shop.example', subject: 'Hello', html: '' });
    const hash = createHash('sha256').update('a row').digest('base64url');
    const lines = (row: string) => dryRunLines(dryRun({ matches: [match(row)] }));
    expect(lines('1001')).toContain('  1001  a@shop.example  Hello');
    expect(lines(hash)).toContain('  a@shop.example  Hello');
  });
});

describe('the status of a Rulepost that does not run', () => {
  const status = (change: Partial<Status>) =>
    ({
      overall: { level: 'fine', sentence: 'Everything is fine. 2 rules are on watch.' },
      rules: { total: 2, enabled: 2 },
      runs: { active: 0, held: 0, failed: 0 },
      ...change,
    }) as Status;

  it('wants attention when something is to be watched or sent', () => {
    const watched = notRunning(status({})).overall;
    expect(watched.level).toBe('attention');
    expect(watched.sentence).toMatch(/not running.* 2 rules are switched on/);
    const waiting = status({
      rules: { total: 1, enabled: 0 },
      runs: { active: 1, held: 0, failed: 0 },
    });
    expect(notRunning(waiting).overall.level).toBe('attention');
  });

  it('is calm when nothing is to be done', () => {
    for (const total of [0, 2]) {
      const { level, sentence } = notRunning(status({ rules: { total, enabled: 0 } })).overall;
      expect(level).toBe('fine');
      expect(sentence).toContain('not running');
    }
  });

  it.each(['setup', 'attention'] as const)('leaves what wants a person anyway (%s)', (level) => {
    const overall = { level, sentence: '1 send failed.' };
    expect(notRunning(status({ overall })).overall).toEqual(overall);
  });
});

describe('output with --json', () => {
  it('is one document; what goes wrong afterwards goes to standard error', () => {
    const collect = () => {
      const written: string[] = [];
      const stream = new Writable({
        write(chunk, _encoding, done) {
          written.push(String(chunk));
          done();
        },
      });
      return { written, stream };
    };
    const out = collect();
    const err = collect();
    const output = createOutput(true, { out: out.stream, err: err.stream });
    output.document({ address: 'here' });
    output.problem(problem);
    expect(out.written).toEqual(['{"address":"here"}\n']);
    expect(JSON.parse(err.written.join(''))).toEqual({ error: problem });

    const alone = collect();
    createOutput(true, { out: alone.stream, err: err.stream }).problem(problem);
    expect(JSON.parse(alone.written.join(''))).toEqual({ error: problem });
  });
});

describe('the log level', () => {
  it('is one of those there are; the others are named', () => {
    const refusal = {
      code: 'log-level-unknown',
      message: expect.stringContaining('bogus'),
      advice: expect.stringContaining('debug, info, warn, error'),
    };
    expect(() => createFileLog('/nowhere', 'bogus')).toThrow(expect.objectContaining(refusal));
  });
});
