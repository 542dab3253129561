/** All that the practice account remembers, and the one transaction that makes it durable. */
import type { DocumentStore } from '../store/documents.ts';
import type { Campaign, EmailActivity, Mail, OptOut, SentContent } from './campaigns/entities.ts';
import { createCollection, type StoredCollection } from './collection.ts';
import type {
  AccountDocument,
  BulkActivity,
  Contact,
  ContactList,
  CustomField,
  Segment,
  Tag,
} from './entities.ts';
import type { AccessToken, AuthorizationCode, DeviceCode, Grant } from './oauth/entities.ts';

/** Belongs to every kind; a change of shape raises it, and the account begins anew. */
const format = 1;

export type PracticeState = ReturnType<typeof openState>;

export function openState(documents: DocumentStore) {
  const kind = (name: string) => `practice-${format}-${name}`;

  const collections = {
    account: createCollection<AccountDocument>(documents, kind('account')),
    contacts: createCollection<Contact>(documents, kind('contact'), {
      key: (contact) => contact.email?.address.toLowerCase(),
    }),
    lists: createCollection<ContactList>(documents, kind('list')),
    fields: createCollection<CustomField>(documents, kind('field'), {
      key: (field) => field.name.toLowerCase(),
    }),
    tags: createCollection<Tag>(documents, kind('tag')),
    segments: createCollection<Segment>(documents, kind('segment')),
    bulk: createCollection<BulkActivity>(documents, kind('bulk')),
    campaigns: createCollection<Campaign>(documents, kind('campaign')),
    emails: createCollection<EmailActivity>(documents, kind('email')),
    contents: createCollection<SentContent>(documents, kind('content')),
    mails: createCollection<Mail>(documents, kind('mail'), { groupBy: (mail) => mail.emailId }),
    optOuts: createCollection<OptOut>(documents, kind('optout'), {
      groupBy: (optOut) => optOut.emailId,
    }),
    grants: createCollection<Grant>(documents, kind('grant'), {
      key: (grant) => grant.refresh ?? undefined,
    }),
    accessTokens: createCollection<AccessToken>(documents, kind('access')),
    codes: createCollection<AuthorizationCode>(documents, kind('code')),
    devices: createCollection<DeviceCode>(documents, kind('device'), {
      key: (device) => device.userCode,
    }),
  };
  const stored: Pick<StoredCollection<never>, 'changed' | 'writeChanges'>[] =
    Object.values(collections);

  return {
    ...collections,

    /** Writes what changed since the last call, in one transaction. */
    commit(): void {
      if (!stored.some((collection) => collection.changed)) return;
      documents.transaction(() => {
        for (const collection of stored) collection.writeChanges();
      });
    },
  };
}
