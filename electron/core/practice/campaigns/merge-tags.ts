/**
 * Merge tags in subject, preheader and HTML: `[[FIRSTNAME]]`, `[[FIRSTNAME OR "there"]]`,
 * `[[CUSTOM.field_name]]`, `[[trackingImage]]`, in any case (constant-contact-v3 facts, sections 7
 * and 14). What is not a tag of the account stays as it is written.
 */

import type { Practice } from '../context.ts';
import type { Contact } from '../entities.ts';
import { escapeHtml } from '../html.ts';

const tagPattern = /\[\[\s*([a-z]+\d?(?:\.[^\s\]"]+)?)(?:\s+OR\s+"([^"\]]*)")?\s*\]\]/gi;
const trackingImage =
  '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACADs=" alt="" width="1" height="1">';

/** @returns the names of the tags in a text, in upper case */
export function findTags(...texts: string[]): string[] {
  const names = texts.flatMap((text) =>
    [...text.matchAll(tagPattern)].map((match) => (match[1] ?? '').toUpperCase()),
  );
  return [...new Set(names)];
}

/**
 * @param values by upper-case name; a tag without a value here stays as it is
 * @param html true: values go into HTML, and the tracking image is one
 */
export function fillTags(
  text: string,
  values: Record<string, string>,
  options: { html: boolean; escaped: boolean },
): string {
  return text.replace(tagPattern, (tag: string, written: string, fallback?: string) => {
    const name = written.toUpperCase();
    if (name === 'TRACKINGIMAGE') return options.html ? trackingImage : '';
    const value = values[name];
    if (value === undefined) return tag;
    return (options.escaped ? escapeHtml(value) : value) || fallback || '';
  });
}

/** The values a contact has now; names that are no tags of this account are left out. */
export function valuesOf(
  practice: Practice,
  names: string[],
  contact: Contact,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = name.startsWith('CUSTOM.')
      ? customValue(practice, name.slice('CUSTOM.'.length), contact)
      : standardValue(name, contact);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** The account owner's profile, which previews are filled from; it has no custom fields. */
export function ownerValues(practice: Practice, names: string[]): Record<string, string> {
  const account = practice.account();
  const values: Record<string, string> = {};
  for (const name of names) {
    if (name.startsWith('CUSTOM.')) {
      if (isCustomTag(practice, name.slice('CUSTOM.'.length))) values[name] = '';
      continue;
    }
    const known: Record<string, string> = {
      FIRSTNAME: account.ownerFirstName,
      LASTNAME: account.ownerLastName,
      COMPANYNAME: account.organization,
      EMAILADDRESS: account.senders[0]?.email_address ?? '',
    };
    const value = known[name] ?? (standardTags.has(name) ? '' : undefined);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

const standardTags = new Map<string, (contact: Contact) => string | undefined>([
  ['FIRSTNAME', (c) => c.details.first_name],
  ['LASTNAME', (c) => c.details.last_name],
  ['COMPANYNAME', (c) => c.details.company_name],
  ['JOBTITLE', (c) => c.details.job_title],
  ['EMAILADDRESS', (c) => c.email?.address],
  ['ADDRESSLINE1', (c) => c.streets[0]?.street],
  ['CITY', (c) => c.streets[0]?.city],
  ['STATE', (c) => c.streets[0]?.state],
  ['POSTALCODE', (c) => c.streets[0]?.postal_code],
  ['COUNTRY', (c) => c.streets[0]?.country],
  ['HOMEPHONE', (c) => phone(c, 'home')],
  ['WORKPHONE', (c) => phone(c, 'work')],
  ['CELLPHONE', (c) => phone(c, 'mobile')],
]);

function standardValue(name: string, contact: Contact): string | undefined {
  const read = standardTags.get(name);
  return read && (read(contact) ?? '');
}

function isCustomTag(practice: Practice, name: string): boolean {
  return (
    practice.switches.customFieldTagKnown &&
    practice.state.fields.find(name.toLowerCase()) !== undefined
  );
}

function customValue(practice: Practice, name: string, contact: Contact): string | undefined {
  if (!isCustomTag(practice, name)) return undefined;
  const field = practice.state.fields.find(name.toLowerCase());
  return contact.fields.find((value) => value.custom_field_id === field?.id)?.value ?? '';
}

function phone(contact: Contact, kind: string): string | undefined {
  return contact.phones.find((p) => p.kind === kind)?.phone_number;
}
