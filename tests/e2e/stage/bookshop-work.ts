/** What the bookshop has behind it: a run, its mail, the activity, a dry run, the checks. */
import type {
  ActivityEntry,
  Check,
  DryRun,
  MailboxMail,
  RunDetail,
} from '../../../shared/contract/schemas.ts';
import { day, hour, mailHtml, minute } from './bookshop.ts';

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
        reason: {
          code: 'not-mailable',
          what: 'Not sent: unsubscribed, or not accepted by Constant Contact.',
          advice:
            'Nothing to do. People who have unsubscribed are never signed up again by Rulepost.',
        },
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
    problem: {
      code: 'approval-needed',
      what: '1,240 people would be mailed at once; this rule lets 100 go without asking.',
      advice: 'Look at who and what, then approve or discard the run.',
    },
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
  const problem = {
    code: 'sender-unconfirmed',
    what: 'The sender address fair@marlowfinch.example is not confirmed in Constant Contact. Confirmed: hello@marlowfinch.example.',
    advice:
      'Confirm it in Constant Contact under Account settings, or use a confirmed address in the rule. Then retry.',
  };
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

export function activityOf(now: number): ActivityEntry[] {
  const entry = (
    id: number,
    ago: number,
    level: ActivityEntry['level'],
    words: string,
    rest: Partial<ActivityEntry> = {},
  ): ActivityEntry => ({
    id,
    at: now - ago,
    level,
    code: 'run-done',
    words,
    advice: null,
    ruleId: null,
    runId: null,
    ...rest,
  });
  const thanks = { ruleId: 'order-thanks', runId: 'r_1204' };
  return [
    entry(58, 21 * minute, 'good', '“Thank you for your order” went to 6 people.', thanks),
    entry(
      57,
      21 * minute,
      'warning',
      'One person in “Thank you for your order” did not get it: unsubscribed, or not accepted by Constant Contact.',
      thanks,
    ),
    entry(
      56,
      25 * minute,
      'info',
      '7 new rows in orders.csv for “Thank you for your order”.',
      thanks,
    ),
    entry(55, 9 * hour, 'info', 'The connection to Marlow & Finch Books was renewed.', {
      code: 'refreshed',
    }),
    entry(54, day, 'good', '“How did you like the book?” went to 31 people.', {
      ruleId: 'review-request',
      runId: 'r_1198',
    }),
    entry(
      53,
      day + hour,
      'warning',
      'Constant Contact could not be reached for 4 minutes. Nothing was lost.',
      { code: 'offline', advice: 'Nothing to do: Rulepost tries again by itself.' },
    ),
    entry(52, 4 * day, 'good', '“Welcome to the reading circle” went to 1 person.', {
      ruleId: 'welcome',
      runId: 'r_1170',
    }),
    entry(51, 12 * day, 'info', 'The rule “Autumn book fair” was changed.', {
      ruleId: 'autumn-fair',
    }),
  ];
}

export function mailsOf(now: number): MailboxMail[] {
  const people = [
    ['ivy.archer@mail.example', 'Ivy', 'B-20418'],
    ['tomasz.nowak@post.example', 'Tomasz', 'B-20419'],
    ['j.okafor@mail.example', 'Joy', 'B-20420'],
    ['marguerite.delacroix-fontaine@correspondance.example', 'Marguerite', 'B-20423'],
    ['sam@readers.example', 'Sam', 'B-20422'],
  ];
  return people.map(([to = '', name = '', order = ''], index) => ({
    id: `m_${index + 1}`,
    at: now - 21 * minute - index * 1_000,
    to,
    from: 'Marlow & Finch Books <hello@marlowfinch.example>',
    subject: `Thank you, ${name}: order ${order}`,
    preheader: 'We are wrapping your books now',
    campaignName: 'Thank you for your order r_1204',
    html: mailHtml(`Thank you, ${name}`, `Your order ${order} is being packed.`),
  }));
}

export function dryRunOf(ruleId: string): DryRun {
  return {
    ruleId,
    note: null,
    rowsRead: 214,
    rowsAlreadySeen: 198,
    matches: mailsOf(0)
      .slice(0, 4)
      .map(({ to, subject, html }, index) => ({
        row: `B-2042${index + 5}`,
        address: to,
        subject,
        html,
      })),
    moreMatches: 0,
    excluded: [
      {
        row: 'B-20431',
        address: 'nobody@@mail',
        reason: {
          code: 'address-invalid',
          what: '“nobody@@mail” is not an e-mail address.',
          advice: 'Correct the row in the file. A corrected row is taken as new.',
        },
      },
    ],
    moreExcluded: 0,
    notMatching: 11,
    runs: 1,
    calls: { least: 11, most: 14 },
  };
}

export const checks: Check[] = [
  { name: 'Database', ok: true, words: 'The database is sound.', advice: null },
  { name: 'Connection', ok: true, words: 'Connected to Marlow & Finch Books.', advice: null },
  {
    name: 'Secrets',
    ok: true,
    words: 'Secrets are kept in the keychain of this computer.',
    advice: null,
  },
  { name: 'Calls today', ok: true, words: '1,204 of 10,000 used.', advice: null },
  {
    name: 'Rule autumn-fair',
    ok: false,
    words: 'The file /srv/shop/fair-guests.csv is not there.',
    advice: 'Put the file there, or correct its path in the rule.',
  },
];
