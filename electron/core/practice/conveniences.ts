/** Ways to arrange an account without HTTP: what its owner or its contacts would do elsewhere. */
import { advance } from './advance.ts';
import { renderContact } from './contacts/contact-view.ts';
import {
  findContact,
  newContact,
  setFieldValue,
  setPermission,
} from './contacts/contact-writing.ts';
import { deleteContact } from './contacts/contacts.ts';
import { addList } from './contacts/lists.ts';
import { isMailable } from './contacts/mailable.ts';
import { iso, type Practice } from './context.ts';
import type {
  AccountDocument,
  Actor,
  Contact,
  ContactDetails,
  Permission,
  PhysicalAddress,
} from './entities.ts';
import { endGrant } from './oauth/grants.ts';

export interface NewContact extends ContactDetails {
  address: string;
  permission?: Permission;
  /** Ids of lists. */
  lists?: string[];
  /** Custom field name to value. */
  fields?: Record<string, string>;
}

export interface Conveniences {
  /** @returns the id */
  addContact(contact: NewContact): string;
  /** @returns the contact as the API shows it, with everything included */
  contact(address: string): ReturnType<typeof renderContact> | undefined;
  /** By the contact (default) or by the account; counts as an opt-out from the last mail received. */
  unsubscribe(address: string, options?: { by?: Actor; reason?: string }): void;
  /** The click on a confirmation mail: a pending or resubscribed contact becomes explicit. */
  confirmOptIn(address: string): void;
  deleteContact(address: string): void;
  /** @returns the id */
  addList(name: string): string;
  /** Addresses on a list; `active`: only those who can be mailed. */
  members(listId: string, which?: 'all' | 'active'): string[];
  /** @returns the id */
  addCustomField(label: string): string;
  /** @returns the segment's id */
  addSegment(name: string, listIds: string[]): number;
  /** Adds the address to the account's senders if it is not there. */
  setSenderConfirmed(address: string, confirmed: boolean): void;
  setPhysicalAddress(address: PhysicalAddress | null): void;
  /** Mail to this address bounces with this code (B, D, F, S, V, X, Z); null: no longer. */
  setBounce(address: string, code: string | null): void;
  /** The next send ends ERRORED with this reason code (2 review, 3 billing, 5 staging, ...). */
  failNextSend(reasonCode: number): void;
  setUser(user: Partial<Pick<AccountDocument, 'role' | 'privileges' | 'confirmedOptIn'>>): void;
  /** From now on whoever connects reaches another account, as far as its id tells. */
  setAccountId(id: string): void;
  /** Ends every connection: access and refresh tokens are refused from now on. */
  revokeTokens(): void;
  /** Calls a client id has used in the current UTC day. */
  quotaUsed(clientId: string): number;
}

export function createConveniences(practice: Practice): Conveniences {
  const { state } = practice;
  /** Brings the account up to date, does the work, makes it durable. */
  const change = <T>(work: (now: number) => T): T => {
    const now = practice.clock.now();
    advance(practice, now);
    const result = work(now);
    state.commit();
    return result;
  };
  const changeAccount = (work: (account: AccountDocument, now: number) => void): void =>
    change((now) => {
      work(practice.account(), now);
      practice.saveAccount();
    });
  const existing = (address: string): Contact => {
    const contact = findContact(practice, address);
    if (!contact) throw new Error(`The practice account has no contact ${address}`);
    return contact;
  };

  return {
    addContact: ({ address, permission = 'implicit', lists = [], fields = {}, ...details }) =>
      change((now) => {
        if (findContact(practice, address)) throw new Error(`Contact ${address} already exists`);
        const contact = newContact(practice, { address, permission, source: 'Account' }, now);
        contact.details = details;
        contact.lists = [...lists];
        for (const [name, value] of Object.entries(fields)) {
          const field = state.fields.find(name.toLowerCase());
          if (!field) throw new Error(`There is no custom field ${name}`);
          setFieldValue(contact, field.id, value);
        }
        state.contacts.put(contact);
        return contact.id;
      }),

    contact: (address) =>
      change(() => {
        const contact = findContact(practice, address);
        return contact && renderContact(contact);
      }),

    unsubscribe: (address, { by = 'Contact', reason } = {}) =>
      change((now) => {
        const contact = existing(address);
        setPermission(contact, 'unsubscribed', by, now, reason);
        contact.updateSource = by;
        contact.updatedAt = now;
        state.contacts.put(contact);
        const last = state.mails.all().findLast((mail) => mail.contactId === contact.id);
        if (!last) return;
        state.optOuts.put({
          id: practice.newId(),
          seq: state.optOuts.nextSeq(),
          at: now,
          contactId: contact.id,
          emailId: last.emailId,
          address: last.to,
          reason,
        });
      }),

    confirmOptIn: (address) =>
      change((now) => {
        const contact = existing(address);
        setPermission(contact, 'explicit', 'Contact', now);
        contact.updatedAt = now;
        state.contacts.put(contact);
      }),

    deleteContact: (address) => change((now) => deleteContact(practice, existing(address), now)),

    addList: (name) => change((now) => addList(practice, { name }, now).id),

    members: (listId, which = 'active') =>
      change(() =>
        state.contacts
          .all()
          .filter((c) => c.lists.includes(listId) && (which === 'all' || isMailable(c)))
          .map((c) => c.email?.address ?? ''),
      ),

    addCustomField: (label) =>
      change((now) => {
        const id = practice.newId();
        const name = label.replace(/\s+/g, '_');
        const times = { createdAt: now, updatedAt: now };
        state.fields.put({
          id,
          seq: state.fields.nextSeq(),
          label,
          name,
          type: 'string',
          ...times,
        });
        return id;
      }),

    addSegment: (name, listIds) =>
      change((now) => {
        const seq = state.segments.nextSeq();
        state.segments.put({ id: String(seq), seq, name, listIds, createdAt: now });
        return seq;
      }),

    setSenderConfirmed: (address, confirmed) =>
      changeAccount(({ senders }, now) => {
        const wanted = address.toLowerCase();
        let sender = senders.find((s) => s.email_address.toLowerCase() === wanted);
        if (!sender) {
          sender = {
            email_address: address,
            email_id: senders.length + 1,
            confirm_status: 'UNCONFIRMED',
            roles: [],
          };
          senders.push(sender);
        }
        sender.confirm_status = confirmed ? 'CONFIRMED' : 'UNCONFIRMED';
        sender.confirm_time = confirmed ? iso(now) : undefined;
      }),

    setPhysicalAddress: (address) =>
      changeAccount((account) => {
        account.address = address;
      }),

    setBounce: (address, code) =>
      changeAccount(({ bounces }) => {
        if (code === null) delete bounces[address.toLowerCase()];
        else bounces[address.toLowerCase()] = code;
      }),

    failNextSend: (reasonCode) => changeAccount(({ failures }) => void failures.push(reasonCode)),
    setUser: (user) => changeAccount((account) => void Object.assign(account, user)),

    setAccountId: (id) =>
      changeAccount((account) => {
        account.encodedAccountId = id;
      }),

    revokeTokens: () =>
      change(() => {
        for (const grant of state.grants.all()) endGrant(practice, grant);
      }),

    quotaUsed: (clientId) => {
      const { quota } = practice.account();
      const today = iso(practice.clock.now()).slice(0, 10);
      return quota.day === today ? (quota.used[clientId] ?? 0) : 0;
    },
  };
}
