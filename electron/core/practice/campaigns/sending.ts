/**
 * A send: who gets it, with what values, and how it ends (constant-contact-v3 facts, section 7).
 *
 * Merge values are read at the end of the send, the latest moment the service could read them. So
 * a client that changes values before the mail has left is found out.
 */

import { isMailable } from '../contacts/mailable.ts';
import { isInSegment } from '../contacts/tags-segments.ts';
import { iso, type Practice } from '../context.ts';
import type { Contact } from '../entities.ts';
import { isConfirmed } from './email-content.ts';
import type { EmailActivity, Mail, SendRecord, SentContent } from './entities.ts';
import { footerAddress, footerHtml } from './footer.ts';
import { fillTags, findTags, ownerValues, valuesOf } from './merge-tags.ts';

/** Reason codes of the send history this account gives by itself. */
const reasons = { ok: 0, senderNotAuthorized: 9, nobodyEligible: 12 };

export function beginSend(practice: Practice, email: EmailActivity): void {
  email.status = 'EXECUTING';
  practice.state.emails.put(email);
  touchCampaign(practice, email, email.schedule?.startsAt ?? practice.clock.now());
}

export function finishSend(practice: Practice, email: EmailActivity): void {
  const { state } = practice;
  const at = email.schedule?.endsAt ?? practice.clock.now();
  const reason = failureReason(practice, email);
  const recipients = reason === reasons.ok ? audienceOf(practice, email) : [];
  const record: SendRecord = {
    send_id: email.history.length + 1,
    contact_list_ids: email.listIds,
    segment_ids: email.segmentIds,
    count: recipients.length,
    run_date: iso(email.schedule?.startsAt ?? at),
    send_status: reason === reasons.ok ? 'COMPLETED' : 'ERRORED',
    // Nobody to mail looks like success, but for this code.
    reason_code: reason === reasons.ok && recipients.length === 0 ? reasons.nobodyEligible : reason,
  };
  email.history.push(record);
  email.status = reason === reasons.ok ? 'DONE' : 'ERROR';
  email.schedule = undefined;
  state.emails.put(email);
  touchCampaign(practice, email, at);
  if (recipients.length > 0) deliver(practice, email, recipients, at);
}

/** Test mails; their merge tags stay as written, or are the owner's (switch `testSendTags`). */
export function sendTest(
  practice: Practice,
  email: EmailActivity,
  addresses: string[],
  now: number,
): void {
  const tags = findTags(email.subject, email.preheader ?? '', email.html);
  const values = practice.switches.testSendTags === 'owner' ? ownerValues(practice, tags) : {};
  const content = putContent(practice, email);
  const mails = addresses.map((to) => ({
    ...mailTo(practice, email, content, to, values, now),
    contactId: null,
    test: true,
  }));
  for (const mail of mails) practice.state.mails.put(mail);
  practice.mailArrived(mails.map((mail) => mail.id));
}

export function touchCampaign(practice: Practice, email: EmailActivity, now: number): void {
  const campaign = practice.state.campaigns.get(email.campaignId);
  if (!campaign) return;
  campaign.updatedAt = now;
  practice.state.campaigns.put(campaign);
}

function failureReason(practice: Practice, email: EmailActivity): number {
  const scripted = practice.account().failures.shift();
  if (scripted !== undefined) {
    practice.saveAccount();
    return scripted;
  }
  return isConfirmed(practice, email.fromEmail) ? reasons.ok : reasons.senderNotAuthorized;
}

/** Members who can be mailed and have not had this activity yet; one copy each. */
function audienceOf(practice: Practice, email: EmailActivity): Contact[] {
  const { state } = practice;
  const had = new Set(state.mails.group(email.id).map((mail) => mail.contactId));
  const segments = email.segmentIds.flatMap((id) => state.segments.get(String(id)) ?? []);
  const lists = new Set(email.listIds);
  return state.contacts
    .all()
    .filter(
      (contact) =>
        isMailable(contact) &&
        !had.has(contact.id) &&
        (contact.lists.some((id) => lists.has(id)) ||
          segments.some((segment) => isInSegment(contact, segment))),
    );
}

function deliver(practice: Practice, email: EmailActivity, to: Contact[], at: number): void {
  const { bounces } = practice.account();
  const tags = findTags(email.subject, email.preheader ?? '', email.html);
  const content = putContent(practice, email);
  const arrived: string[] = [];
  for (const contact of to) {
    const address = contact.email?.address ?? '';
    const values = valuesOf(practice, tags, contact);
    const bounceCode = bounces[address.toLowerCase()];
    const mail: Mail = {
      ...mailTo(practice, email, content, address, values, at),
      contactId: contact.id,
      bounceCode,
    };
    practice.state.mails.put(mail);
    if (bounceCode === undefined) arrived.push(mail.id);
  }
  practice.mailArrived(arrived);
}

function mailTo(
  practice: Practice,
  email: EmailActivity,
  content: SentContent,
  to: string,
  values: Record<string, string>,
  at: number,
): Omit<Mail, 'contactId'> {
  const plain = { html: false, escaped: false };
  return {
    id: practice.newId(),
    seq: practice.state.mails.nextSeq(),
    at,
    contentId: content.id,
    campaignId: email.campaignId,
    emailId: email.id,
    to,
    subject: fillTags(email.subject, values, plain),
    preheader: fillTags(email.preheader ?? '', values, plain),
    values,
  };
}

function putContent(practice: Practice, email: EmailActivity): SentContent {
  const { state } = practice;
  const footer = footerAddress(practice, email.footer);
  const content: SentContent = {
    id: practice.newId(),
    seq: state.contents.nextSeq(),
    campaignName: state.campaigns.get(email.campaignId)?.name ?? '',
    fromName: email.fromName,
    fromEmail: email.fromEmail,
    replyTo: email.replyTo,
    html: email.html,
    footer: footer ? footerHtml(footer, email.fromEmail) : '',
    escaped: practice.switches.mergeValuesEscaped,
  };
  state.contents.put(content);
  return content;
}
