/** What the practice account remembers. Times are epoch milliseconds. */

/** `seq` counts up within a kind: the order of creation, and the id the V2 API would have used. */
export interface Entity {
  id: string;
  seq: number;
}

export type Permission =
  | 'explicit'
  | 'implicit'
  | 'not_set'
  | 'pending_confirmation'
  | 'temp_hold'
  | 'unsubscribed';
export type Actor = 'Contact' | 'Account';

export interface ContactEmail {
  address: string;
  permission: Permission;
  createdAt: number;
  updatedAt: number;
  optInSource: Actor;
  optInAt: number;
  optOutSource?: Actor | undefined;
  optOutAt?: number | undefined;
  optOutReason?: string | undefined;
}

/** Plain properties of a contact, under the service's names; all of them may be absent. */
export interface ContactDetails {
  first_name?: string | undefined;
  last_name?: string | undefined;
  job_title?: string | undefined;
  company_name?: string | undefined;
  birthday_month?: number | undefined;
  birthday_day?: number | undefined;
  anniversary?: string | undefined;
}

export interface FieldValue {
  custom_field_id: string;
  value?: string | undefined;
  choice_ids?: string[] | undefined;
}

export interface Phone {
  id: string;
  kind: string;
  phone_number: string;
}

export interface Street {
  id: string;
  kind: string;
  street?: string | undefined;
  city?: string | undefined;
  state?: string | undefined;
  postal_code?: string | undefined;
  country?: string | undefined;
}

export interface Note {
  id: string;
  createdAt: number;
  content: string;
}

export interface Contact extends Entity {
  email: ContactEmail | null;
  details: ContactDetails;
  fields: FieldValue[];
  phones: Phone[];
  streets: Street[];
  lists: string[];
  tags: string[];
  notes: Note[];
  createSource: Actor;
  updateSource: Actor;
  createdAt: number;
  updatedAt: number;
  deletedAt?: number | undefined;
  resubscribeMailed?: boolean | undefined;
}

export interface ContactList extends Entity {
  name: string;
  description?: string | undefined;
  favorite: boolean;
  createdAt: number;
  updatedAt: number;
  deletedAt?: number | undefined;
}

export interface CustomField extends Entity {
  label: string;
  name: string;
  type: string;
  metadata?: Record<string, unknown> | undefined;
  version?: number | undefined;
  choices?: { choice_id: number; choice_label: string; display_order: number }[] | undefined;
  createdAt: number;
  updatedAt: number;
}

export interface Tag extends Entity {
  name: string;
  source: string;
  createdAt: number;
  updatedAt: number;
}

/** The vocabulary of segment criteria is unknown; here a segment is whoever is on its lists. */
export interface Segment extends Entity {
  name: string;
  listIds: string[];
  createdAt: number;
  /** Whether it has answered 202 once (switch `segmentAnswersLater`). */
  asked?: boolean | undefined;
}

export type BulkWork =
  | { kind: 'import'; rows: Record<string, unknown>[]; listIds: string[] }
  | { kind: 'add' | 'remove'; source: MembershipSource; exclude: string[]; listIds: string[] }
  | { kind: 'delete-lists'; listIds: string[] };

export interface MembershipSource {
  contact_ids?: string[] | undefined;
  list_ids?: string[] | undefined;
  tag_ids?: string[] | undefined;
  segment_id?: number | undefined;
  all_active_contacts?: boolean | undefined;
  engagement_level?: string | undefined;
}

/** One asynchronous activity. Its work is dropped once it is done. */
export interface BulkActivity extends Entity {
  state: 'initialized' | 'processing' | 'completed' | 'failed';
  createdAt: number;
  /** When it begins and ends, fixed when it is queued. */
  startsAt: number;
  endsAt: number;
  work: BulkWork | null;
  status: Record<string, number>;
}

export interface PhysicalAddress {
  address_line1: string;
  address_line2?: string | undefined;
  address_line3?: string | undefined;
  city: string;
  state_code?: string | undefined;
  state_name?: string | undefined;
  postal_code?: string | undefined;
  country_code: string;
}

export interface Sender {
  email_address: string;
  email_id: number;
  confirm_status: 'CONFIRMED' | 'UNCONFIRMED';
  confirm_time?: string | undefined;
  roles: string[];
}

/** The account itself; the one document of its kind. */
export interface AccountDocument extends Entity {
  encodedAccountId: string;
  organization: string;
  ownerFirstName: string;
  ownerLastName: string;
  phone: string;
  website: string;
  timeZone: string;
  address: PhysicalAddress | null;
  senders: Sender[];
  role: 'Owner' | 'Manager' | 'Campaign Creator';
  privileges: string[];
  /** New sign-ups wait for a confirmation (Confirmed Opt-in). */
  confirmedOptIn: boolean;
  /** Addresses that bounce, in lower case, with their bounce code. */
  bounces: Record<string, string>;
  /** Reason codes the next sends end with. */
  failures: number[];
  /** Calls used per client id in one UTC day. */
  quota: { day: string; used: Record<string, number> };
  testSends: { day: string; used: number };
}
