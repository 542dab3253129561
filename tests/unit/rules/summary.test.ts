import { expect, test } from 'vitest';
import { summarise, summariseTrigger } from '../../../shared/rules/summary.ts';
import { thanks } from './samples.ts';

test('a rule in one sentence', () => {
  expect(summarise(thanks)).toBe(
    'When a new row appears in orders.csv whose total is more than 50, mail the address in its ' +
      'email column once per row with "Thank you, {{ first_name }}"; more than 500 people at once ' +
      'wait for approval.',
  );
});

test('a rule with everything', () => {
  const sentence = summarise({
    ...thanks,
    kind: 'service',
    when: { ...thanks.when, file: 'C:\\shop\\orders.csv', key: 'order_id', existingRows: 'send' },
    who: {
      recipient: 'E-mail',
      oncePer: 'person',
      conditions: [
        { field: 'country', operator: 'one-of', value: ['US', 'CA', 5] },
        { field: 'coupon', operator: 'is-empty' },
        { field: 'vip', operator: 'is', value: true },
      ],
    },
    what: { ...thanks.what, subject: 'Hello', fromName: 'The shop' },
    safeguards: { approveAbove: 0 },
  });
  expect(sentence).toBe(
    'When a new row appears in orders.csv (told apart by its order_id) whose country is one of ' +
      '"US", "CA" or 5 and whose coupon is empty and whose vip is true, mail each address in its ' +
      'E-mail column only once, ever, with "Hello" from The shop as a service message; rows ' +
      'already in the file when it is switched on count too; every run waits for approval.',
  );
});

test('long lists are cut short', () => {
  const value = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const sentence = summarise({
    ...thanks,
    who: { ...thanks.who, conditions: [{ field: 'x', operator: 'one-of', value }] },
  });
  expect(sentence).toContain('x is one of "a", "b", "c", "d", "e" or 2 more,');
});

test('what a rule waits for', () => {
  expect(summariseTrigger(thanks)).toBe('when a new row appears in orders.csv');
});
