import { expect, test } from 'vitest';
import { RulepostError, toProblem } from '../../shared/errors/problem.ts';

test('an error fills the blanks of its words', () => {
  const problem = toProblem(new RulepostError('rule-not-found', { rule: 'thanks' }));
  expect(problem.code).toBe('rule-not-found');
  expect(problem.what).toBe('There is no rule called "thanks".');
  expect(problem.advice).not.toBe('');
});

test('whatever is thrown becomes a problem with words', () => {
  expect(toProblem(new TypeError('x is undefined'))).toMatchObject({
    code: 'unexpected',
    what: 'Something unexpected happened: x is undefined',
  });
});
