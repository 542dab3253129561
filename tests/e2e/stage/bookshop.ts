/** A bookshop with four rules: what the stage shows unless told otherwise. */
import type {
  AccountProfile,
  ConnectionStatus,
  RuleView,
  Status,
} from '../../../shared/contract/schemas.ts';
import { ruleSchema } from '../../../shared/rules/schema.ts';
import { summarise } from '../../../shared/rules/summary.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const account: AccountProfile = {
  accountId: 'a_1042',
  organisation: 'Marlow & Finch Books',
  signedInAs: 'ada.marlow',
  timeZone: 'Europe/London',
  confirmedSenders: ['hello@marlowfinch.example'],
  unconfirmedSenders: [],
  hasPhysicalAddress: true,
  privileges: ['account:read', 'contacts:write', 'campaign:send'],
  readAt: 0,
};

export function connected(now: number): ConnectionStatus {
  return {
    state: 'connected',
    clientId: '7f3a1c52-8d0e-4a6b-9c11-2b5e6f7a8d90',
    hasClientSecret: false,
    account: { ...account, readAt: now - hour },
    missing: [],
    connectedAt: now - 41 * day,
    lastRefreshAt: now - 9 * hour,
    accessTokenExpiresAt: now + 15 * hour,
    nextRefreshAt: now + 14 * hour,
    endsUnlessUsedBy: now + 179 * day,
    protection: {
      level: 'os-keychain',
      words: 'The connection is kept in the keychain of this computer, encrypted.',
    },
    problem: null,
  };
}

export function statusOf(now: number): Status {
  return {
    version: '0.1.0',
    mode: 'account',
    dataDir: '/var/lib/rulepost',
    overall: { level: 'fine', sentence: 'Everything is fine. 3 rules are on watch.' },
    connection: connected(now),
    quota: {
      usedToday: 1204,
      perDay: 10_000,
      perSecond: 4,
      resetsAt: new Date(now).setUTCHours(24, 0, 0, 0),
      parkedUntil: null,
    },
    rules: { total: 4, enabled: 3 },
    runs: { active: 0, held: 0, failed: 0 },
  };
}

export function mailHtml(heading: string, text: string): string {
  return `<html><head><style>h1 { font-size: 22px; } .button { border-radius: 4px; }</style></head>
<body style="margin:0;background:#f4efe6">
<table role="presentation" width="100%" style="background:#f4efe6"><tr><td align="center" style="padding:24px">
<table role="presentation" style="width:100%;max-width:520px;background:#ffffff"><tr><td style="padding:28px;font-family:Georgia,serif;color:#33302a">
<p style="color:#8a6d3b;letter-spacing:1px;font-size:13px;margin:0">MARLOW &amp; FINCH BOOKS</p>
<h1>${heading}</h1><p style="line-height:1.6">${text}</p>
<p><a class="button" href="https://marlowfinch.example/shelf" style="background:#33302a;color:#fff;padding:10px 18px;text-decoration:none">See the new shelf</a></p>
</td></tr></table></td></tr></table></body></html>`;
}

function rule(
  now: number,
  definition: Parameters<typeof ruleSchema.parse>[0],
  rest: Partial<RuleView> = {},
): RuleView {
  const parsed = ruleSchema.parse(definition);
  const enabled = rest.enabled ?? true;
  return {
    id: parsed.id,
    name: parsed.name,
    enabled,
    version: 2,
    sentence: summarise(parsed),
    definition: parsed,
    problem: null,
    lastRun: null,
    next: enabled
      ? `When a new row appears in ${parsed.when.file.split('/').at(-1)}.`
      : 'Switched off.',
    waitingRows: 0,
    updatedAt: now - 12 * day,
    ...rest,
  };
}

export function rulesOf(now: number): RuleView[] {
  return [
    rule(
      now,
      {
        id: 'order-thanks',
        name: 'Thank you for your order',
        kind: 'service',
        when: { trigger: 'new-row', file: '/srv/shop/orders.csv', key: 'order_no' },
        who: {
          recipient: 'email',
          conditions: [{ field: 'status', operator: 'is', value: 'paid' }],
        },
        what: {
          subject: 'Thank you, {{ first_name }}: order {{ order_no }}',
          preheader: 'We are wrapping your books now',
          html: mailHtml(
            'Thank you, {{ first_name }}',
            'Your order {{ order_no }} is being packed.',
          ),
        },
      },
      { lastRun: { id: 'r_1204', state: 'done', at: now - 25 * minute, sent: 6 }, waitingRows: 2 },
    ),
    rule(
      now,
      {
        id: 'review-request',
        name: 'How did you like the book?',
        consentBasis: 'Customers who bought within a year',
        when: { trigger: 'new-row', file: '/srv/shop/delivered.csv', key: 'parcel' },
        who: { recipient: 'email' },
        what: {
          subject: 'How did you like {{ title }}?',
          html: mailHtml(
            'How was it?',
            'You have had {{ title }} for two weeks. Tell other readers.',
          ),
        },
      },
      { lastRun: { id: 'r_1198', state: 'done', at: now - day, sent: 31 } },
    ),
    rule(
      now,
      {
        id: 'welcome',
        name: 'Welcome to the reading circle',
        when: { trigger: 'new-row', file: '/srv/shop/reading-circle.csv' },
        who: { recipient: 'email', oncePer: 'person' },
        what: {
          subject: 'Welcome, {{ first_name }}',
          html: mailHtml('Welcome', 'We meet on Thursdays.'),
        },
      },
      { lastRun: { id: 'r_1170', state: 'done', at: now - 4 * day, sent: 1 } },
    ),
    rule(
      now,
      {
        id: 'autumn-fair',
        name: 'Autumn book fair',
        when: { trigger: 'new-row', file: '/srv/shop/fair-guests.csv', existingRows: 'send' },
        who: { recipient: 'email', oncePer: 'person' },
        what: {
          subject: 'You are invited to our book fair',
          html: mailHtml('The fair', 'On Saturday.'),
        },
        safeguards: { approveAbove: 100 },
      },
      { enabled: false },
    ),
  ];
}
