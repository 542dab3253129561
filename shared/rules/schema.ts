/**
 * The rule language: when (trigger) + who (conditions, audience) + what (e-mail) + safeguards.
 *
 * This is the shape of a rule file after its YAML or JSON is read. Every type of the rule language
 * is derived from here.
 */
import { z } from 'zod';

/** Operators of a simple condition, with the words a person reads (see summary.ts). */
export const operators = {
  is: 'is',
  'is-not': 'is not',
  contains: 'contains',
  'does-not-contain': 'does not contain',
  'starts-with': 'starts with',
  'one-of': 'is one of',
  'greater-than': 'is more than',
  'less-than': 'is less than',
  'at-least': 'is at least',
  'at-most': 'is at most',
  'is-empty': 'is empty',
  'is-not-empty': 'is not empty',
} as const;
export type Operator = keyof typeof operators;

const unary = ['is-empty', 'is-not-empty'] as const satisfies Operator[];
const numeric = ['greater-than', 'less-than', 'at-least', 'at-most'] as const satisfies Operator[];
const textual = [
  'is',
  'is-not',
  'contains',
  'does-not-contain',
  'starts-with',
] as const satisfies Operator[];

const field = z.string().trim().min(1).max(200);
const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** One comparison of a column with a value. Text compares without regard to case. */
export const conditionSchema = z.discriminatedUnion('operator', [
  z.strictObject({ field, operator: z.enum(unary) }),
  z.strictObject({ field, operator: z.enum(numeric), value: z.number() }),
  z.strictObject({ field, operator: z.enum(textual), value: scalar }),
  z.strictObject({ field, operator: z.literal('one-of'), value: z.array(scalar).min(1).max(1000) }),
]);
export type Condition = z.infer<typeof conditionSchema>;

/** New rows of a CSV file. A row is known again by its key column, or else by its content. */
export const newRowTriggerSchema = z.strictObject({
  trigger: z.literal('new-row'),
  /** Path of the CSV file; relative paths start at the rule file's folder. */
  file: z.string().trim().min(1),
  /** Column that names a row for good, e.g. an order number. */
  key: field.optional(),
  /** What becomes of rows that are in the file when the rule is switched on. */
  existingRows: z.enum(['skip', 'send']).default('skip'),
  /** Rows arriving within this many seconds share one run. */
  gatherSeconds: z.number().int().min(0).max(3600).default(30),
});

export const whoSchema = z.strictObject({
  /** Column with the e-mail address. */
  recipient: field,
  /** `row`: a mail for each row. `person`: one mail per address, ever. */
  oncePer: z.enum(['row', 'person']).default('row'),
  /** All must hold. */
  conditions: z.array(conditionSchema).max(50).default([]),
});

const email = z.email().max(80);

/** Limits: constant-contact-v3 facts, section 7 (subject and preheader shown in the service's own editor). */
export const whatSchema = z.strictObject({
  /** Confirmed sender; left out: the account's first confirmed address. */
  fromEmail: email.optional(),
  /** Left out: the organisation's name. */
  fromName: z.string().trim().min(1).max(100).optional(),
  replyTo: email.optional(),
  subject: z.string().trim().min(1).max(200),
  preheader: z.string().trim().max(200).optional(),
  /** HTML with Liquid placeholders such as {{ first_name }}. `htmlFile` in a rule file becomes this. */
  html: z.string().min(1),
});

export const safeguardsSchema = z.strictObject({
  /** A run with more recipients than this waits for a person's approval. */
  approveAbove: z.number().int().min(0).max(1_000_000).default(500),
});

export const ruleSchema = z.strictObject({
  /** Name used in commands and addresses. */
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'use lower-case letters, digits and hyphens, at most 40'),
  name: z.string().trim().min(1).max(100),
  kind: z.enum(['marketing', 'service']).default('marketing'),
  /** Why these people may be mailed, in the business's own words; kept with the proof of each send. */
  consentBasis: z.string().trim().max(200).optional(),
  when: newRowTriggerSchema,
  who: whoSchema,
  what: whatSchema,
  safeguards: safeguardsSchema.prefault({}),
});
export type Rule = z.infer<typeof ruleSchema>;
export type Trigger = Rule['when'];
export type MailContent = Rule['what'];

/** A rule as it stands in a file: the HTML may lie in a file of its own. */
export const ruleFileSchema = ruleSchema.extend({
  what: whatSchema
    .extend({
      html: whatSchema.shape.html.optional(),
      /** Path of an HTML file; relative paths start at the rule file's folder. */
      htmlFile: z.string().trim().min(1).optional(),
    })
    .refine((what) => (what.html === undefined) !== (what.htmlFile === undefined), {
      message: 'give either html or htmlFile, and only one of them',
    }),
});
export type RuleFile = z.infer<typeof ruleFileSchema>;

/** A row as a source yields it: column name to text, untouched. */
export type Row = Readonly<Record<string, string>>;
