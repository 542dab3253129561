/** Shapes that cross from the core to the page and the command line. Times are epoch milliseconds. */
import { z } from 'zod';
import { problemSchema } from '../errors/problem.ts';
import { ruleSchema } from '../rules/schema.ts';

const instant = z.number().int();

// ── Connection ────────────────────────────────────────────────────────────────────────────────

/** The one derived state of a connection; page, tray and command line all read it. */
export const connectionStateSchema = z.enum([
  'not-connected',
  'connected',
  'refreshing',
  'offline',
  'reconnect-needed',
]);
export type ConnectionState = z.infer<typeof connectionStateSchema>;

export const accountProfileSchema = z.object({
  accountId: z.string(),
  organisation: z.string(),
  signedInAs: z.string(),
  timeZone: z.string(),
  confirmedSenders: z.array(z.string()),
  unconfirmedSenders: z.array(z.string()),
  hasPhysicalAddress: z.boolean(),
  privileges: z.array(z.string()),
  readAt: instant,
});
export type AccountProfile = z.infer<typeof accountProfileSchema>;

export const flowSchema = z.enum(['pkce', 'secret', 'device']);
export type Flow = z.infer<typeof flowSchema>;

export const connectionStatusSchema = z.object({
  state: connectionStateSchema,
  /** Client id ("API key") in use; null until one is known. */
  clientId: z.string().nullable(),
  hasClientSecret: z.boolean(),
  account: accountProfileSchema.nullable(),
  /** What the account lacks for sending, each with its way out. */
  missing: z.array(problemSchema),
  connectedAt: instant.nullable(),
  lastRefreshAt: instant.nullable(),
  accessTokenExpiresAt: instant.nullable(),
  nextRefreshAt: instant.nullable(),
  /** When the connection would end if nothing ever refreshed it (180 days after the last use). */
  endsUnlessUsedBy: instant.nullable(),
  protection: z.object({
    level: z.enum(['os-keychain', 'passphrase', 'key-file']),
    words: z.string(),
  }),
  problem: problemSchema.nullable(),
});
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>;

/** One attempt to connect. A second attempt replaces the first. */
export const attemptSchema = z.object({
  id: z.string(),
  flow: flowSchema,
  state: z.enum(['waiting', 'connected', 'failed', 'cancelled', 'expired', 'replaced']),
  /** Address to open in a browser (code flows) or the page to type the code in (device). */
  url: z.string(),
  /** Where the redirect is awaited; null when every fixed port is taken (paste still works). */
  redirectUri: z.string().nullable(),
  device: z.object({ userCode: z.string(), verificationUri: z.string() }).nullable(),
  startedAt: instant,
  expiresAt: instant,
  /** From then on the page offers copy-link, paste and code by itself. */
  offerAlternativesAt: instant,
  problem: problemSchema.nullable(),
});
export type Attempt = z.infer<typeof attemptSchema>;

// ── Rules ─────────────────────────────────────────────────────────────────────────────────────

export const runStateSchema = z.enum([
  'held',
  'queued',
  'running',
  'waiting',
  'failed',
  'done',
  'discarded',
]);
export type RunState = z.infer<typeof runStateSchema>;

export const ruleViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  version: z.number().int(),
  /** The whole rule in one plain sentence. */
  sentence: z.string(),
  definition: ruleSchema,
  /** What stands in the rule's way now (file missing, sender not confirmed); null when nothing. */
  problem: problemSchema.nullable(),
  lastRun: z
    .object({ id: z.string(), state: runStateSchema, at: instant, sent: z.number().int() })
    .nullable(),
  /** When it will look or send next, in words ("when a new row appears in orders.csv"). */
  next: z.string(),
  waitingRows: z.number().int(),
  updatedAt: instant,
});
export type RuleView = z.infer<typeof ruleViewSchema>;

export const dryRunSchema = z.object({
  ruleId: z.string(),
  /** What a person should know when reading it, e.g. that these rows are left alone; null when nothing. */
  note: z.string().nullable(),
  rowsRead: z.number().int(),
  rowsAlreadySeen: z.number().int(),
  matches: z.array(
    z.object({ row: z.string(), address: z.string(), subject: z.string(), html: z.string() }),
  ),
  /** Matches beyond those listed. */
  moreMatches: z.number().int(),
  excluded: z.array(z.object({ row: z.string(), address: z.string(), reason: problemSchema })),
  moreExcluded: z.number().int(),
  notMatching: z.number().int(),
  /** Rows that could not be used at all (cut short, without a key), and the first of them in words. */
  unusable: z.object({ count: z.number().int(), first: problemSchema.nullable() }),
  runs: z.number().int(),
  /** Price in API calls, least and most. */
  calls: z.object({ least: z.number().int(), most: z.number().int() }),
});
export type DryRun = z.infer<typeof dryRunSchema>;

// ── Runs ──────────────────────────────────────────────────────────────────────────────────────

export const stepNameSchema = z.enum([
  'list',
  'import',
  'poll',
  'verify',
  'campaign',
  'audience',
  'schedule',
  'watch',
  'read-back',
  'clean-up',
]);
export type StepName = z.infer<typeof stepNameSchema>;

export const stepViewSchema = z.object({
  name: stepNameSchema,
  state: z.enum(['begun', 'done', 'failed']),
  tries: z.number().int(),
  begunAt: instant,
  endedAt: instant.nullable(),
  problem: problemSchema.nullable(),
});

export const deliveryStateSchema = z.enum(['planned', 'sent', 'not-sent', 'excluded']);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

export const deliveryViewSchema = z.object({
  address: z.string(),
  row: z.string(),
  state: deliveryStateSchema,
  reason: problemSchema.nullable(),
});
export type DeliveryView = z.infer<typeof deliveryViewSchema>;

export const runViewSchema = z.object({
  id: z.string(),
  ruleId: z.string(),
  ruleName: z.string(),
  state: runStateSchema,
  /** Why it is held, waiting or failed. */
  problem: problemSchema.nullable(),
  /** When a waiting run goes on. */
  wakeAt: instant.nullable(),
  step: stepNameSchema.nullable(),
  recipients: z.number().int(),
  sent: z.number().int(),
  notSent: z.number().int(),
  calls: z.number().int(),
  createdAt: instant,
  endedAt: instant.nullable(),
});
export type RunView = z.infer<typeof runViewSchema>;

export const runDetailSchema = runViewSchema.extend({
  subject: z.string(),
  html: z.string(),
  steps: z.array(stepViewSchema),
  deliveries: z.array(deliveryViewSchema),
  moreDeliveries: z.number().int(),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

// ── Activity, status, practice ────────────────────────────────────────────────────────────────

export const activityEntrySchema = z.object({
  id: z.number().int(),
  at: instant,
  level: z.enum(['info', 'good', 'warning', 'error']),
  /** Stable code of what happened: an error code, or an event such as `run-done`. */
  code: z.string(),
  words: z.string(),
  advice: z.string().nullable(),
  ruleId: z.string().nullable(),
  runId: z.string().nullable(),
});
export type ActivityEntry = z.infer<typeof activityEntrySchema>;

export const quotaSchema = z.object({
  usedToday: z.number().int(),
  perDay: z.number().int(),
  perSecond: z.number(),
  resetsAt: instant,
  /** Set while the day's quota is spent. */
  parkedUntil: instant.nullable(),
});
export type Quota = z.infer<typeof quotaSchema>;

/** The one answer to "is everything fine?". */
export const statusSchema = z.object({
  version: z.string(),
  mode: z.enum(['account', 'practice']),
  dataDir: z.string(),
  overall: z.object({
    level: z.enum(['fine', 'working', 'attention', 'offline', 'setup']),
    sentence: z.string(),
  }),
  connection: connectionStatusSchema,
  quota: quotaSchema,
  rules: z.object({ total: z.number().int(), enabled: z.number().int() }),
  runs: z.object({
    active: z.number().int(),
    held: z.number().int(),
    failed: z.number().int(),
  }),
});
export type Status = z.infer<typeof statusSchema>;

export const mailboxItemSchema = z.object({
  id: z.string(),
  at: instant,
  to: z.string(),
  from: z.string(),
  subject: z.string(),
  preheader: z.string(),
  campaignName: z.string(),
});
export type MailboxItem = z.infer<typeof mailboxItemSchema>;

export const mailboxMailSchema = mailboxItemSchema.extend({ html: z.string() });
export type MailboxMail = z.infer<typeof mailboxMailSchema>;

export const checkSchema = z.object({
  name: z.string(),
  ok: z.boolean(),
  words: z.string(),
  advice: z.string().nullable(),
});
export type Check = z.infer<typeof checkSchema>;

/** What changed, so that whoever shows it asks again. */
export const topicSchema = z.enum(['status', 'attempt', 'rules', 'runs', 'activity', 'mailbox']);
export type Topic = z.infer<typeof topicSchema>;
