/** Runs of the bookshop: done, held for each reason, failed, and lost sight of. */
import type { RunDetail } from '../../../shared/contract/schemas.ts';
import { RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import { hour, mailHtml, minute } from './bookshop.ts';

const step = (name: RunDetail['steps'][number]['name'], begunAt: number, ms: number) => ({
  name,
  state: 'done' as const,
  tries: 1,
  begunAt,
  endedAt: begunAt + ms,
  problem: null,
});

export function doneRun(now: number): RunDetail {
  const at = now - 25 * minute;
  return {
    id: 'r_1204',
    ruleId: 'order-thanks',
    ruleName: 'Thank you for your order',
    state: 'done',
    problem: null,
    wakeAt: null,
    step: null,
    recipients: 7,
    sent: 6,
    notSent: 1,
    calls: 13,
    createdAt: at,
    endedAt: at + 4 * minute,
    subject: 'Thank you, {{ first_name }}: order {{ order_no }}',
    html: mailHtml('Thank you, Ivy', 'Your order B-20418 is being packed.'),
    steps: [
      step('list', at, 900),
      step('import', at + 1_000, 1_200),
      { ...step('poll', at + 3_000, 41_000), tries: 3 },
      step('verify', at + 44_000, 700),
      step('campaign', at + 45_000, 1_400),
      step('audience', at + 47_000, 800),
      step('schedule', at + 48_000, 900),
      step('watch', at + 49_000, 3 * minute),
      step('read-back', at + 4 * minute - 2_000, 1_500),
    ],
    deliveries: [
      ['ivy.archer@mail.example', 'B-20418', 'sent'],
      ['tomasz.nowak@post.example', 'B-20419', 'sent'],
      ['j.okafor@mail.example', 'B-20420', 'sent'],
      ['lena.brandt@briefe.example', 'B-20421', 'sent'],
      ['sam@readers.example', 'B-20422', 'sent'],
      ['marguerite.delacroix-fontaine@correspondance.example', 'B-20423', 'sent'],
    ]
      .map(([address = '', row = '', state]) => ({
        address,
        row,
        state: state as 'sent',
        reason: null as RunDetail['deliveries'][number]['reason'],
      }))
      .concat({
        address: 'old.friend@mail.example',
        row: 'B-20424',
        state: 'not-sent' as 'sent',
        reason: toProblem(new RulepostError('not-mailable')),
      }),
    moreDeliveries: 0,
  };
}

export function heldRun(now: number): RunDetail {
  const at = now - 12 * minute;
  return {
    ...doneRun(now),
    id: 'r_1207',
    ruleId: 'autumn-fair',
    ruleName: 'Autumn book fair',
    state: 'held',
    problem: toProblem(new RulepostError('approval-needed', { count: 1240, limit: 100 })),
    recipients: 1240,
    sent: 0,
    notSent: 0,
    calls: 0,
    createdAt: at,
    endedAt: null,
    subject: 'You are invited to our book fair',
    steps: [],
    deliveries: doneRun(now).deliveries.map((one, index) => ({
      ...one,
      row: String(index + 2),
      state: 'planned',
      reason: null,
    })),
    moreDeliveries: 1233,
  };
}

export function failedRun(now: number): RunDetail {
  const run = doneRun(now);
  const problem = toProblem(
    new RulepostError('sender-unconfirmed', {
      address: 'fair@marlowfinch.example',
      confirmed: 'hello@marlowfinch.example',
    }),
  );
  const steps = run.steps.slice(0, 5);
  return {
    ...run,
    id: 'r_1206',
    ruleId: 'review-request',
    ruleName: 'How did you like the book?',
    state: 'failed',
    problem,
    step: 'campaign',
    recipients: 31,
    sent: 0,
    notSent: 0,
    calls: 8,
    createdAt: now - 2 * hour,
    endedAt: null,
    subject: 'How did you like The Salt Path?',
    steps: steps.map((step) =>
      step.name === 'campaign' ? { ...step, state: 'failed', tries: 2, problem } : step,
    ),
    deliveries: run.deliveries.map((one) => ({ ...one, state: 'planned', reason: null })),
    moreDeliveries: 24,
  };
}

/** A run that had begun when its rule was switched off. */
export function ruleOffRun(now: number): RunDetail {
  const run = doneRun(now);
  const [list, handOver] = run.steps;
  if (!list || !handOver) throw new Error('the run of the bookshop has steps');
  return {
    ...run,
    id: 'r_1208',
    ruleId: 'welcome',
    ruleName: 'Welcome to the reading circle',
    state: 'held',
    problem: toProblem(new RulepostError('rule-off')),
    step: 'import',
    sent: 0,
    notSent: 0,
    calls: 2,
    createdAt: now - 26 * minute,
    endedAt: null,
    subject: 'Welcome, Ivy',
    steps: [list, { ...handOver, state: 'begun', endedAt: null }],
    deliveries: run.deliveries.map((one) => ({ ...one, state: 'planned', reason: null })),
  };
}

/** A run of rows that may have been there all along. */
export function firstRowsRun(now: number): RunDetail {
  return {
    ...heldRun(now),
    id: 'r_1209',
    ruleId: 'review-request',
    ruleName: 'How did you like the book?',
    problem: toProblem(new RulepostError('first-rows', { file: 'delivered.csv', count: 84 })),
    recipients: 84,
    createdAt: now - 5 * minute,
    subject: 'How did you like The Salt Path?',
    moreDeliveries: 77,
  };
}

/** A run whose campaign was deleted before anybody could see whether it left. */
export function lostRun(now: number): RunDetail {
  const run = doneRun(now);
  const reason = toProblem(new RulepostError('outcome-unknown'));
  return {
    ...run,
    id: 'r_1203',
    sent: 0,
    notSent: run.recipients,
    deliveries: run.deliveries.map((one) => ({ ...one, state: 'not-sent', reason })),
  };
}
