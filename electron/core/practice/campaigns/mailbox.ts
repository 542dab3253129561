/** The mail that was delivered, as its recipients would see it. */

import type { PracticeState } from '../state.ts';
import type { Mail } from './entities.ts';
import { withFooter } from './footer.ts';
import { fillTags } from './merge-tags.ts';

export interface PracticeMail {
  id: string;
  at: number;
  to: string;
  from: string;
  fromName: string;
  replyTo: string;
  subject: string;
  preheader: string;
  /** Merge tags filled in, footer appended. */
  html: string;
  campaignId: string;
  campaignActivityId: string;
  campaignName: string;
  /** Null for a test mail. */
  contactId: string | null;
  test: boolean;
}

export interface Mailbox {
  /** Newest first. @param before id of a mail; what is older follows */
  list(options: { before?: string | undefined; limit: number }): PracticeMail[];
  count(): number;
  get(id: string): PracticeMail | undefined;
  /** Newest first. `to` is a whole address, `subject` a part; both without regard to case. */
  search(options: { to?: string; subject?: string }): PracticeMail[];
}

/** @param settle brings the account up to date before it is read */
export function createMailbox(state: PracticeState, settle: () => void): Mailbox {
  const delivered = (): Mail[] => {
    settle();
    return state.mails
      .all()
      .filter((mail) => mail.bounceCode === undefined)
      .reverse();
  };
  const open = (mail: Mail): PracticeMail => openMail(state, mail);

  return {
    list({ before, limit }) {
      const from = before === undefined ? undefined : state.mails.get(before)?.seq;
      return delivered()
        .filter((mail) => from === undefined || mail.seq < from)
        .slice(0, limit)
        .map(open);
    },
    count: () => delivered().length,
    get(id) {
      settle();
      const mail = state.mails.get(id);
      return mail && mail.bounceCode === undefined ? open(mail) : undefined;
    },
    search({ to, subject }) {
      return delivered()
        .filter(
          (mail) =>
            (to === undefined || mail.to.toLowerCase() === to.toLowerCase()) &&
            (subject === undefined || mail.subject.toLowerCase().includes(subject.toLowerCase())),
        )
        .map(open);
    },
  };
}

function openMail(state: PracticeState, mail: Mail): PracticeMail {
  const content = state.contents.get(mail.contentId);
  const filled = fillTags(content?.html ?? '', mail.values, {
    html: true,
    escaped: content?.escaped ?? false,
  });
  return {
    id: mail.id,
    at: mail.at,
    to: mail.to,
    from: content?.fromEmail ?? '',
    fromName: content?.fromName ?? '',
    replyTo: content?.replyTo ?? '',
    subject: mail.subject,
    preheader: mail.preheader,
    html: withFooter(filled, content?.footer ?? ''),
    campaignId: mail.campaignId,
    campaignActivityId: mail.emailId,
    campaignName: content?.campaignName ?? '',
    contactId: mail.contactId,
    test: mail.test ?? false,
  };
}
