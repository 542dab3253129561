/** Contacts as the service answers them, and as they are given to it. Facts, section 4. */
import { z } from 'zod';
import { count, open, text } from './answers.ts';

export type Permission =
  | 'explicit'
  | 'implicit'
  | 'not_set'
  | 'pending_confirmation'
  | 'temp_hold'
  | 'unsubscribed';

export const contactSchema = z.looseObject({
  contact_id: z.string(),
  email_address: z
    .looseObject({
      address: text,
      permission_to_send: open<Permission>().nullish(),
      /** An opt-out by `Contact` blocks mail until the person opts in again. */
      opt_out_source: open<'Contact' | 'Account'>().nullish(),
      opt_out_date: text,
      opt_out_reason: text,
      confirm_status: text,
    })
    .nullish(),
  first_name: text,
  last_name: text,
  job_title: text,
  company_name: text,
  birthday_month: count,
  birthday_day: count,
  anniversary: text,
  created_at: text,
  updated_at: text,
  /** Set when deleted: the row stays, and its address stays taken. */
  deleted_at: text,
  custom_fields: z.array(z.looseObject({ custom_field_id: z.string(), value: text })).nullish(),
  phone_numbers: z.array(z.looseObject({ phone_number: text, kind: text })).nullish(),
  street_addresses: z
    .array(
      z.looseObject({
        kind: text,
        street: text,
        city: text,
        state: text,
        postal_code: text,
        country: text,
      }),
    )
    .nullish(),
  list_memberships: z.array(z.string()).nullish(),
  taggings: z.array(z.string()).nullish(),
  notes: z.array(z.looseObject({ note_id: text, created_at: text, content: text })).nullish(),
});
export type Contact = z.infer<typeof contactSchema>;

/** Parts of a contact that come only when asked for. */
export type ContactPart =
  | 'custom_fields'
  | 'list_memberships'
  | 'phone_numbers'
  | 'street_addresses'
  | 'taggings'
  | 'notes';

/** Times in epoch ms. */
export interface ContactFilters {
  /** Left out: everybody who is not deleted. */
  status?:
    | readonly ('all' | 'active' | 'deleted' | Exclude<Permission, 'explicit' | 'implicit'>)[]
    | undefined;
  email?: string | undefined;
  /** At most 25. */
  lists?: readonly string[] | undefined;
  /** At most 50. */
  tags?: readonly string[] | undefined;
  updatedAfter?: number | undefined;
  updatedBefore?: number | undefined;
  createdAfter?: number | undefined;
  createdBefore?: number | undefined;
  optoutAfter?: number | undefined;
  optoutBefore?: number | undefined;
  include?: readonly ContactPart[] | undefined;
  /** Per page; default 500, the largest. */
  limit?: number | undefined;
}

interface ContactFields {
  firstName?: string | undefined;
  lastName?: string | undefined;
  jobTitle?: string | undefined;
  companyName?: string | undefined;
  birthdayMonth?: number | undefined;
  birthdayDay?: number | undefined;
  anniversary?: string | undefined;
}

interface ContactParts {
  customFields?: readonly { customFieldId: string; value: string }[] | undefined;
  phoneNumbers?: readonly { phoneNumber: string; kind?: string | undefined }[] | undefined;
  streetAddresses?: readonly StreetAddressInput[] | undefined;
  listMemberships?: readonly string[] | undefined;
  taggings?: readonly string[] | undefined;
  notes?: readonly { content: string }[] | undefined;
}

export interface StreetAddressInput {
  kind: 'home' | 'work' | 'other';
  street?: string | undefined;
  city?: string | undefined;
  state?: string | undefined;
  postalCode?: string | undefined;
  country?: string | undefined;
}

export interface NewContact extends ContactFields, ContactParts {
  /** Who caused this: the person, or the account's owner. */
  createSource: 'Contact' | 'Account';
  emailAddress?: { address: string; permissionToSend?: Permission | undefined } | undefined;
}

/** Fields left out become empty; parts left out stay; a part given replaces the old one. */
export interface ContactUpdate extends ContactFields, ContactParts {
  updateSource: 'Contact' | 'Account';
  emailAddress?:
    | {
        address: string;
        permissionToSend?: Permission | undefined;
        optOutReason?: string | undefined;
      }
    | undefined;
}

export interface SignUp extends ContactFields {
  emailAddress: string;
  /** 1 to 50 list ids. */
  listMemberships: readonly string[];
  phoneNumber?: string | undefined;
  customFields?: ContactParts['customFields'];
  streetAddress?: StreetAddressInput | undefined;
}
