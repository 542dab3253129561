/**
 * The one contract between the core and whoever shows or commands it: the page (message port or
 * HTTP), the command line (HTTP beside a running service, in-process alone).
 *
 * Every call may fail with PROBLEM: a code and words for a person (shared/errors).
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { problemSchema } from '../errors/problem.ts';
import {
  activityEntrySchema,
  attemptSchema,
  checkSchema,
  dryRunSchema,
  flowSchema,
  mailboxItemSchema,
  mailboxMailSchema,
  ruleViewSchema,
  runDetailSchema,
  runViewSchema,
  statusSchema,
  topicSchema,
} from './schemas.ts';

const call = oc.errors({ PROBLEM: { status: 422, data: problemSchema } });
const ruleId = z.object({ id: z.string().min(1).max(40) });
const runId = z.object({ id: z.string().min(1).max(80) });

export const contract = {
  status: call.output(statusSchema),
  doctor: call.output(z.array(checkSchema)),
  /** Live: yields each topic that changed, at most a few times a second. */
  changes: call.output(eventIterator(z.object({ topic: topicSchema }))),

  connection: {
    /** Client id and secret of the person's own app registration; a secret of null forgets it. */
    setClient: call.input(
      z.object({
        clientId: z.string().trim().min(1).max(200),
        clientSecret: z.string().min(1).max(500).nullable().optional(),
      }),
    ),
    /** Begins an attempt; `open` also opens the system browser. */
    begin: call
      .input(z.object({ flow: flowSchema, open: z.boolean().default(false) }))
      .output(attemptSchema),
    /** The current attempt, or null. */
    attempt: call.output(attemptSchema.nullable()),
    /** The address a person landed on, pasted. */
    paste: call.input(z.object({ address: z.string().max(5000) })).output(attemptSchema),
    cancel: call,
    disconnect: call,
    /** Reads the account's profile again. */
    recheck: call,
  },

  rules: {
    list: call.output(z.array(ruleViewSchema)),
    get: call.input(ruleId).output(ruleViewSchema),
    /** `text` is a rule file; `file` its path for error messages; `folder` the base of its relative paths. */
    apply: call
      .input(z.object({ text: z.string().max(2_000_000), file: z.string(), folder: z.string() }))
      .output(z.object({ rule: ruleViewSchema, created: z.boolean(), changed: z.boolean() })),
    enable: call.input(ruleId).output(ruleViewSchema),
    disable: call.input(ruleId).output(ruleViewSchema),
    remove: call.input(ruleId),
    /** Reads the source now and starts what is due without waiting for the gather window. */
    run: call.input(ruleId).output(z.object({ runIds: z.array(z.string()) })),
    dryRun: call.input(ruleId).output(dryRunSchema),
  },

  runs: {
    list: call
      .input(
        z.object({
          ruleId: z.string().optional(),
          /** Only runs that are not over, oldest first. */
          open: z.boolean().default(false),
          limit: z.number().int().min(1).max(500).default(50),
        }),
      )
      .output(z.array(runViewSchema)),
    get: call.input(runId).output(runDetailSchema),
    approve: call.input(runId).output(runViewSchema),
    discard: call.input(runId).output(runViewSchema),
    /** Goes on from the step that failed. */
    retry: call.input(runId).output(runViewSchema),
  },

  activity: {
    /** Newest first; `before` pages back, `after` reads what is newer (oldest first). */
    page: call
      .input(
        z.object({
          before: z.number().int().optional(),
          after: z.number().int().optional(),
          ruleId: z.string().optional(),
          limit: z.number().int().min(1).max(500).default(50),
        }),
      )
      .output(z.array(activityEntrySchema)),
  },

  /** Only with the practice account; otherwise PROBLEM `practice-only`. */
  practice: {
    mailbox: call
      .input(
        z.object({
          before: z.string().optional(),
          limit: z.number().int().min(1).max(500).default(100),
        }),
      )
      .output(z.object({ mails: z.array(mailboxItemSchema), total: z.number().int() })),
    mail: call.input(z.object({ id: z.string() })).output(mailboxMailSchema),
  },
};
export type Contract = typeof contract;
