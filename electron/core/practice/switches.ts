/**
 * What is not known about the real service, one switch per open question. The practice account
 * takes the default; a test turns a switch to see that Rulepost copes with the other answer too.
 *
 * Section numbers are those of the constant-contact-v3 facts.
 */
export interface PracticeSwitches {
  /** Section 1: kind of refresh token, chosen when an app is registered. */
  refreshTokens: 'rotating' | 'long-lived';
  /** Section 1: how long a replaced refresh token still works (Okta permits 0 to 60 s). */
  refreshGraceSeconds: number;
  /** Section 1: whether using a replaced refresh token ends the whole connection. */
  refreshReuseEndsConnection: boolean;
  /** Section 1: whether a new consent ends the connections of earlier ones for the same client. */
  newConsentEndsOlder: boolean;
  /** Section 1: `expires_in` as seconds to live, or as the epoch second of the end. */
  expiresIn: 'duration' | 'epoch';
  /** Section 1: whether the device flow yields a refresh token. */
  deviceFlowRefreshToken: boolean;
  /** Section 1: answer to a call without any token. */
  noTokenStatus: 401 | 403;
  /** Section 2: whether 429 carries `Retry-After`. */
  retryAfter: boolean;
  /** Section 3: how the last page says that it is the last. */
  lastPage: 'empty-links' | 'no-links' | 'null-next' | 'null-href';
  /** Section 3: how long a paging cursor lives; null for ever. */
  cursorLifetimeSeconds: number | null;
  /** Section 4: whether `GET /contacts?segment_id=` first answers 202. */
  segmentAnswersLater: boolean;
  /** Section 5: whether a deleted list keeps its name taken. */
  listNameHeldAfterDeletion: boolean;
  /** Section 6: what an import does with a contact that was deleted. */
  importDeleted: 'revive' | 'cannot-add';
  /** Section 6: what an import does with a `cf:` name that does not exist. */
  importUnknownField: 'row-error' | 'ignore';
  /**
   * Section 6 leaves it open: whether an empty value in an import empties the contact's property or
   * counts as not supplied. It matters, because what is kept goes into the next mail.
   */
  importEmptyValue: 'clears' | 'keeps';
  /** Section 6: whether bulk activities of an account run one after the other. */
  bulkOrder: 'serial' | 'parallel';
  /** Section 7: whether a removed campaign keeps its name taken. */
  campaignNameHeldAfterRemoval: boolean;
  /** Section 7: whether a custom-code activity that was sent can be changed. */
  doneActivityEditable: boolean;
  /** Sections 7 and 14: answer to scheduling "now": `[]`, a bare timestamp, or one entry. */
  scheduleAnswer: 'empty' | 'timestamp' | 'entry';
  /** Section 7: what a scheduled date in the past does. */
  pastSchedule: 'refused' | 'sends-now';
  /** Section 7: in which zone a scheduled date without a time begins. */
  dateOnlyZone: 'utc' | 'account';
  /** Sections 7 and 14: whether `[[CUSTOM.field_name]]` is a merge tag at all. */
  customFieldTagKnown: boolean;
  /** Section 7: whether merge values are HTML-escaped in the body. */
  mergeValuesEscaped: boolean;
  /** Sections 7 and 14: what test sends do with merge tags. */
  testSendTags: 'literal' | 'owner';
  /** Section 8: how late reports follow what happened. */
  reportLagSeconds: number;
  /** Section 9: answer to reading a physical address that was never set. */
  noAddressAnswer: '404' | 'empty';
  /** Section 10: what an unknown V2 id does. */
  unknownXref: 'omitted' | '404';
  /** Section 13.6: how late lists, campaigns and contacts show up in collections. */
  listingLagSeconds: number;
  /** Section 13.7: whether unsubscribed, deleted or held contacts join a list by id. */
  membershipOfUnmailable: 'skipped' | 'added';
}

export const defaultSwitches: PracticeSwitches = {
  refreshTokens: 'rotating',
  refreshGraceSeconds: 0,
  refreshReuseEndsConnection: false,
  newConsentEndsOlder: false,
  expiresIn: 'duration',
  deviceFlowRefreshToken: true,
  noTokenStatus: 403,
  retryAfter: false,
  lastPage: 'empty-links',
  cursorLifetimeSeconds: null,
  segmentAnswersLater: false,
  listNameHeldAfterDeletion: false,
  importDeleted: 'revive',
  importUnknownField: 'row-error',
  importEmptyValue: 'clears',
  bulkOrder: 'serial',
  campaignNameHeldAfterRemoval: true,
  doneActivityEditable: false,
  scheduleAnswer: 'empty',
  pastSchedule: 'refused',
  dateOnlyZone: 'utc',
  customFieldTagKnown: true,
  mergeValuesEscaped: false,
  testSendTags: 'literal',
  reportLagSeconds: 0,
  noAddressAnswer: '404',
  unknownXref: 'omitted',
  listingLagSeconds: 0,
  membershipOfUnmailable: 'skipped',
};

/** Limits of the service (sections 2, 4, 5, 6 and 7); null turns a limit off. */
export interface PracticeLimits {
  /** Calls of one client id in any second. */
  perSecond: number | null;
  /** Calls of one client id in a UTC day. */
  perDay: number | null;
  /** Bulk activities waiting or working; more answer 429. */
  queuedActivities: number;
  lists: number;
  customFields: number;
  /** Bytes of a JSON import; what is beyond is dropped without a word. */
  importBytes: number;
  importContacts: number;
  /** Characters of `html_content`. */
  htmlChars: number;
  testSendsPerDay: number;
}

export const defaultLimits: PracticeLimits = {
  perSecond: 4,
  perDay: 10_000,
  queuedActivities: 1_000,
  lists: 1_000,
  customFields: 100,
  importBytes: 4_000_000,
  importContacts: 40_000,
  htmlChars: 150_000,
  testSendsPerDay: 50,
};

/** How long asynchronous work takes, in milliseconds; short, so that a person need not wait. */
export interface PracticeDelays {
  /** A bulk activity: one third `initialized`, two thirds `processing`. */
  bulk: number;
  /** A send: one third `SCHEDULED`, two thirds `EXECUTING`. */
  send: number;
}

export const defaultDelays: PracticeDelays = { bulk: 1_500, send: 1_500 };
