/** What the bookshop has behind it: the activity, its mail, a dry run, the checks. */

import { activityWords, type EventCode } from '../../../shared/activity.ts';
import type {
  ActivityEntry,
  Check,
  DryRun,
  MailboxMail,
} from '../../../shared/contract/schemas.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import { type ProblemParams, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import { day, hour, mailHtml, minute } from './bookshop.ts';

export function activityOf(now: number): ActivityEntry[] {
  const entry = (
    id: number,
    ago: number,
    level: ActivityEntry['level'],
    code: EventCode | ErrorCode,
    params: ProblemParams,
    about: Partial<Pick<ActivityEntry, 'ruleId' | 'runId'>> = {},
  ): ActivityEntry => ({
    id,
    at: now - ago,
    level,
    code,
    ...activityWords(code, params),
    ruleId: null,
    runId: null,
    ...about,
  });
  const thanks = { ruleId: 'order-thanks', runId: 'r_1204' };
  const review = { ruleId: 'review-request', runId: 'r_1198' };
  const rule = 'Autumn book fair';
  return [
    entry(58, 21 * minute, 'warning', 'run-done', { sent: 6, recipients: 7 }, thanks),
    entry(57, 25 * minute, 'info', 'run-planned', { count: 7 }, thanks),
    entry(
      56,
      26 * minute,
      'info',
      'rows-found',
      { count: 7, file: 'orders.csv' },
      { ruleId: 'order-thanks' },
    ),
    entry(55, day, 'good', 'run-done', { sent: 31, recipients: 31 }, review),
    entry(54, day + minute, 'info', 'run-planned', { count: 31 }, review),
    entry(53, day + hour, 'warning', 'offline', { reason: 'there is no internet connection' }),
    entry(
      52,
      4 * day,
      'good',
      'run-done',
      { sent: 1, recipients: 1 },
      { ruleId: 'welcome', runId: 'r_1170' },
    ),
    entry(51, 12 * day, 'info', 'rule-switched-off', { rule }, { ruleId: 'autumn-fair' }),
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
        reason: toProblem(new RulepostError('address-invalid', { text: 'nobody@@mail' })),
      },
    ],
    moreExcluded: 0,
    notMatching: 9,
    unusable: {
      count: 2,
      first: toProblem(new RulepostError('row-ragged', { line: 87, found: 3, expected: 6 })),
    },
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
