/** What the practice account remembers of campaigns and mail. Times are epoch milliseconds. */
import type { Entity } from '../entities.ts';

export type EmailStatus = 'DRAFT' | 'SCHEDULED' | 'EXECUTING' | 'DONE' | 'ERROR' | 'REMOVED';

export interface Campaign extends Entity {
  name: string;
  createdAt: number;
  updatedAt: number;
  removedAt?: number | undefined;
  primaryId: string;
  permalinkId: string;
}

export interface FooterAddress {
  address_line1: string;
  address_line2?: string | undefined;
  address_line3?: string | undefined;
  address_optional?: string | undefined;
  city?: string | undefined;
  country_code: string;
  organization_name: string;
  postal_code?: string | undefined;
  state_code?: string | undefined;
  state_non_us_name?: string | undefined;
}

export interface SendRecord {
  send_id: number;
  contact_list_ids: string[];
  segment_ids: number[];
  count: number;
  run_date: string;
  send_status: 'COMPLETED' | 'ERRORED';
  reason_code: number;
}

/** The primary e-mail of a campaign. */
export interface EmailActivity extends Entity {
  campaignId: string;
  status: EmailStatus;
  fromName: string;
  fromEmail: string;
  replyTo: string;
  subject: string;
  preheader?: string | undefined;
  html: string;
  footer?: FooterAddress | undefined;
  listIds: string[];
  segmentIds: number[];
  /** Set from scheduling until the send is over. */
  schedule?: { date: number; startsAt: number; endsAt: number; before: EmailStatus } | undefined;
  history: SendRecord[];
}

/** What every mail of one send has in common, so that a mail itself stays small. */
export interface SentContent extends Entity {
  campaignName: string;
  fromName: string;
  fromEmail: string;
  replyTo: string;
  html: string;
  footer: string;
  escaped: boolean;
}

/** One mail that left, with the merge values as they were then. */
export interface Mail extends Entity {
  at: number;
  contentId: string;
  campaignId: string;
  emailId: string;
  contactId: string | null;
  to: string;
  subject: string;
  preheader: string;
  /** Merge tag as written, in upper case, to its value. */
  values: Record<string, string>;
  bounceCode?: string | undefined;
  test?: boolean | undefined;
}

export interface OptOut extends Entity {
  at: number;
  contactId: string;
  emailId: string;
  address: string;
  reason?: string | undefined;
}
