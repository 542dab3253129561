/** The JSON import: upsert by e-mail address, row by row (constant-contact-v3 facts, section 6). */
import { z } from 'zod';
import { isAddress, type Practice } from '../context.ts';
import type { BulkWork, Contact, ContactDetails, Street } from '../entities.ts';
import { findContact, newContact, setFieldValue } from './contact-writing.ts';

type Row = Record<string, unknown>;

const valueSchema = z.union([z.string(), z.number(), z.null()]);
export const importSchema = z.object({
  import_data: z.array(z.record(z.string(), valueSchema)),
  list_ids: z.array(z.uuid()).min(1).max(50),
});

const textDetails = [
  'first_name',
  'last_name',
  'job_title',
  'company_name',
  'anniversary',
] as const;
const numberDetails = ['birthday_month', 'birthday_day'] as const;
const phoneKinds = {
  phone: 'other',
  home_phone: 'home',
  work_phone: 'work',
  mobile_phone: 'mobile',
  other_phone: 'other',
};
/** Prefix of an address property to the kind of address; without a prefix it is the home address. */
const streetKinds = { '': 'home', home_: 'home', work_: 'work', other_: 'other' };
const maxFields = 25;
const maxLists = 50;

/** What fits into the limit of bytes, from the front; the rest is dropped without a word. */
export function fitIntoImport(rows: Row[], maxBytes: number): Row[] {
  let bytes = 0;
  const end = rows.findIndex((row) => {
    bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
    return bytes > maxBytes;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

/** @returns the counters of the finished activity */
export function runImport(
  practice: Practice,
  work: Extract<BulkWork, { kind: 'import' }>,
  now: number,
): Record<string, number> {
  const alive = work.listIds.filter((id) => practice.state.lists.get(id)?.deletedAt === undefined);
  const outcomes = { done: 0, error: 0, correctable: 0, 'cannot-add': 0 };
  const people = new Set<string>();
  for (const row of work.rows) {
    const outcome = importRow(practice, row, alive, now);
    outcomes[outcome] += 1;
    if (outcome === 'done' || outcome === 'cannot-add') people.add(text(row.email).toLowerCase());
  }
  return {
    items_total_count: work.rows.length,
    items_completed_count: work.rows.length,
    person_count: people.size,
    error_count: outcomes.error,
    correctable_count: outcomes.correctable,
    cannot_add_to_list_count: outcomes['cannot-add'],
  };
}

function importRow(
  practice: Practice,
  row: Row,
  listIds: string[],
  now: number,
): 'done' | 'error' | 'correctable' | 'cannot-add' {
  const address = text(row.email).trim();
  // "Invalid email address format" is one of the errors a person can correct in the product's UI.
  if (!isAddress(address)) return 'correctable';
  if (isRefused(practice, row, address)) return 'error';

  const { state, switches } = practice;
  const known = findContact(practice, address);
  const deleted = known?.deletedAt !== undefined;
  if (deleted && switches.importDeleted === 'cannot-add') return 'cannot-add';
  const lists = [...new Set([...(known?.lists ?? []), ...listIds])];
  if (lists.length > maxLists || countFieldsAfter(practice, known, row) > maxFields) return 'error';

  const contact =
    known ?? newContact(practice, { address, permission: 'implicit', source: 'Account' }, now);
  contact.deletedAt = undefined;
  supply(practice, contact, row);
  contact.updateSource = 'Account';
  contact.updatedAt = now;
  // Whoever unsubscribed gets the new values, but not the lists.
  const unsubscribed = contact.email?.permission === 'unsubscribed';
  if (!unsubscribed) contact.lists = lists;
  state.contacts.put(contact);
  return unsubscribed ? 'cannot-add' : 'done';
}

/** Too long, or (by switch) naming a custom field that does not exist. */
function isRefused(practice: Practice, row: Row, address: string): boolean {
  if (address.length > 80) return true;
  for (const [name, value] of Object.entries(row)) {
    const length = text(value).length;
    if (name.startsWith('cf:')) {
      if (length > 255) return true;
      const known = practice.state.fields.find(name.slice(3).toLowerCase());
      if (!known && practice.switches.importUnknownField === 'row-error') return true;
    } else if (length > (name.includes('street') ? 255 : name === 'email' ? 80 : 50)) {
      return true;
    }
  }
  return false;
}

function countFieldsAfter(practice: Practice, known: Contact | undefined, row: Row): number {
  const ids = new Set(known?.fields.map((value) => value.custom_field_id));
  for (const name of Object.keys(row)) {
    if (!name.startsWith('cf:')) continue;
    const field = practice.state.fields.find(name.slice(3).toLowerCase());
    if (field) ids.add(field.id);
  }
  return ids.size;
}

/** Changes only what the row supplies. */
function supply(practice: Practice, contact: Contact, row: Row): void {
  const supplied = (value: unknown): boolean =>
    value !== undefined &&
    value !== null &&
    (value !== '' || practice.switches.importEmptyValue === 'clears');

  const details: ContactDetails = contact.details;
  for (const name of textDetails) {
    if (supplied(row[name])) details[name] = text(row[name]) || undefined;
  }
  for (const name of numberDetails) {
    if (supplied(row[name])) details[name] = Number(row[name]);
  }
  for (const [name, kind] of Object.entries(phoneKinds)) {
    if (!supplied(row[name])) continue;
    contact.phones = contact.phones.filter((phone) => phone.kind !== kind);
    if (row[name] === '') continue;
    contact.phones.push({ id: practice.newId(), kind, phone_number: text(row[name]) });
  }
  for (const [prefix, kind] of Object.entries(streetKinds)) {
    supplyStreet(practice, contact, row, prefix, kind, supplied);
  }
  for (const [name, value] of Object.entries(row)) {
    if (!name.startsWith('cf:') || !supplied(value)) continue;
    const field = practice.state.fields.find(name.slice(3).toLowerCase());
    if (field) setFieldValue(contact, field.id, text(value));
  }
}

function supplyStreet(
  practice: Practice,
  contact: Contact,
  row: Row,
  prefix: string,
  kind: string,
  supplied: (value: unknown) => boolean,
): void {
  const given: Partial<Street> = {};
  // The second line is appended to the first.
  const lines = [row[`${prefix}street`], row[`${prefix}street2`]].filter(supplied).map(text);
  if (lines.length > 0) given.street = lines.join(' ');
  for (const [name, part] of [
    ['city', 'city'],
    ['state', 'state'],
    ['zip', 'postal_code'],
    ['country', 'country'],
  ] as const) {
    if (supplied(row[prefix + name])) given[part] = text(row[prefix + name]);
  }
  if (Object.keys(given).length === 0) return;
  const street = contact.streets.find((s) => s.kind === kind);
  if (street) Object.assign(street, given);
  else contact.streets.push({ id: practice.newId(), kind, ...given });
}

const text = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value);
