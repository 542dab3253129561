/**
 * The Constant Contact V3 client: every call Rulepost makes, by area. Answers keep the service's
 * own field names; what is given to a call is named our way.
 *
 * Every call takes its options last and fails with a RulepostError: `offline`,
 * `service-unavailable`, `throttled`, `quota-exceeded`, `access-denied`, `call-refused`,
 * `not-found`, `conflict`, `invalid-request`, `unexpected-answer`, whatever the token keeper
 * throws, or the reason of the caller's own signal.
 */
import { type AccountCalls, accountCalls } from './account.ts';
import { type ActivityCalls, activityCalls } from './activities.ts';
import { type ContactCalls, contactCalls } from './contacts.ts';
import { type CustomFieldCalls, customFieldCalls } from './custom-fields.ts';
import { type EmailCalls, emailCalls } from './emails.ts';
import { type CallerDeps, createCaller } from './http.ts';
import { type ListCalls, listCalls } from './lists.ts';
import { type ReportCalls, reportCalls } from './reports.ts';
import { type SegmentCalls, segmentCalls } from './segments.ts';
import { type TagCalls, tagCalls } from './tags.ts';

export interface ConstantContact {
  account: AccountCalls;
  contacts: ContactCalls;
  lists: ListCalls;
  customFields: CustomFieldCalls;
  tags: TagCalls;
  segments: SegmentCalls;
  activities: ActivityCalls;
  emails: EmailCalls;
  reports: ReportCalls;
}

export function createConstantContact(deps: CallerDeps): ConstantContact {
  const call = createCaller(deps);
  return {
    account: accountCalls(call),
    contacts: contactCalls(call),
    lists: listCalls(call),
    customFields: customFieldCalls(call),
    tags: tagCalls(call),
    segments: segmentCalls(call),
    activities: activityCalls(call),
    emails: emailCalls(call),
    reports: reportCalls(call),
  };
}

export type { CallOptions, Tokens } from './call.ts';
export type { ObservedCall } from './http.ts';
export { type ImportContact, splitImport } from './import.ts';
export { maybeDone } from './problems.ts';
