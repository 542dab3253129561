/** The few ways a contact comes into being and changes. */
import type { Practice } from '../context.ts';
import type { Actor, Contact, Permission } from '../entities.ts';

/** Addresses are matched without regard to case (constant-contact-v3 facts, section 4). */
export function findContact(practice: Practice, address: string): Contact | undefined {
  return practice.state.contacts.find(address.toLowerCase());
}

/** Makes a contact and puts it into the account. */
export function newContact(
  practice: Practice,
  from: { address: string | null; permission: Permission; source: Actor },
  now: number,
): Contact {
  const contact: Contact = {
    id: practice.newId(),
    seq: practice.state.contacts.nextSeq(),
    email:
      from.address === null
        ? null
        : {
            address: from.address,
            permission: from.permission,
            createdAt: now,
            updatedAt: now,
            optInSource: from.source,
            optInAt: now,
          },
    details: {},
    fields: [],
    phones: [],
    streets: [],
    lists: [],
    tags: [],
    notes: [],
    createSource: from.source,
    updateSource: from.source,
    createdAt: now,
    updatedAt: now,
  };
  practice.state.contacts.put(contact);
  return contact;
}

/** Changes consent. Going to `unsubscribed` and coming back leave their traces. */
export function setPermission(
  contact: Contact,
  permission: Permission,
  by: Actor,
  now: number,
  reason?: string,
): void {
  const { email } = contact;
  if (!email || email.permission === permission) return;
  email.permission = permission;
  email.updatedAt = now;
  if (permission === 'unsubscribed') {
    email.optOutSource = by;
    email.optOutAt = now;
    email.optOutReason = reason;
  } else {
    email.optOutSource = undefined;
    email.optOutAt = undefined;
    email.optOutReason = undefined;
    email.optInSource = by;
    email.optInAt = now;
  }
}

/** Sets or, with an empty value, removes the value of a custom field. */
export function setFieldValue(contact: Contact, fieldId: string, value: string): void {
  const known = contact.fields.find((field) => field.custom_field_id === fieldId);
  if (value === '') {
    contact.fields = contact.fields.filter((field) => field !== known);
  } else if (known) {
    known.value = value;
  } else {
    contact.fields.push({ custom_field_id: fieldId, value });
  }
}
