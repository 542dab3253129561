/** The steps that make the campaign: campaign, audience. */
import type { AccountProfile } from '../../../../shared/contract/schemas.ts';
import { hasCode, RulepostError } from '../../../../shared/errors/problem.ts';
import type { RunMail } from '../../store/runs.ts';
import { contentHash } from '../content-hash.ts';
import { tagsSetting } from '../custom-fields.ts';
import {
  campaignName,
  noted,
  type Sender,
  type Step,
  type StepContext,
  throwGone,
} from '../step.ts';

/** Creates the campaign, or adopts the one of that name from before a crash. */
export const campaignStep: Step = {
  name: 'campaign',
  applies: (run, notes) =>
    notes.nobody !== true &&
    !(run.strategy === 'standing-campaign' && notes.campaignId !== undefined),
  async perform(context) {
    const { run, client, options, repeated } = context;
    const sender = await senderOf({ mail: run.mail, profile: context.profile });
    const name = campaignName(run);
    const find = () => client.emails.findByName(name, { after: run.createdAt }, options);
    let made = repeated ? await find() : null;
    if (made === null) {
      try {
        made = await client.emails.create({ name, ...sender, ...contentOf(context) }, options);
      } catch (error) {
        if (!hasCode(error, 'conflict')) throw error;
        made = await find();
        if (made === null) throw error;
      }
    }
    const { campaignId, activityId } = made;
    await checkTags(context, activityId);
    return { kind: 'done', notes: { campaignId, activityId, sender } };
  },
};

/** Points the campaign at the run's list; the same document can be sent again and again. */
export const audienceStep: Step = {
  name: 'audience',
  applies: (run, notes) =>
    notes.nobody !== true &&
    // A standing campaign has its list from its first run, and is frozen once it has been sent.
    !(run.strategy === 'standing-campaign' && notes.sender === undefined),
  async perform(context) {
    const { run, client, options, notes, store } = context;
    const listId = noted(notes.listId, 'list id');
    const campaignId = noted(notes.campaignId, 'campaign id');
    const activityId = noted(notes.activityId, 'activity id');
    const { subject, preheader } = contentOf(context);
    const header = { ...noted(notes.sender, 'sender'), subject, preheader };
    await client.emails
      .setAudience(activityId, { ...header, listIds: [listId] }, options)
      .catch(throwGone);
    if (run.strategy === 'standing-campaign') {
      store.standing.save(run.ruleId, contentHash(run.mail), {
        listId,
        campaignId,
        activityId,
      });
    }
    return { kind: 'done' };
  },
};

/**
 * Whether the service fills in the tags of custom fields is stated by one guide only (facts, section
 * 14). So the first campaign that relies on them is looked at as a draft; a tag that comes back as it
 * was sent is not known there.
 * @throws RulepostError `tags-unknown`
 */
async function checkTags(context: StepContext, activityId: string): Promise<void> {
  const { run, client, options, store } = context;
  if (run.mail.slots === 0 || store.settings.get(tagsSetting) === 'known') return;
  const preview = await client.emails.preview(activityId, options);
  const shown = `${preview.subject ?? ''} ${preview.preview_html_content ?? ''}`;
  const known = !/\[\[\s*CUSTOM\./i.test(shown);
  store.settings.set(tagsSetting, known ? 'known' : 'unknown');
  if (!known) throw new RulepostError('tags-unknown');
}

function contentOf({ run }: StepContext) {
  const { subject, preheader, html } = run.mail;
  return { subject, html, preheader };
}

/**
 * Who the mail is from. Checked against the account before the campaign is made, since the service
 * only says "invalid" afterwards.
 * @throws RulepostError `sender-unconfirmed`, `account-no-sender`, `account-no-address`
 */
export async function senderOf({ mail, profile }: SenderQuestion): Promise<Sender> {
  try {
    return chooseSender(mail, await profile(false));
  } catch (error) {
    if (!hasCode(error, 'sender-unconfirmed', 'account-no-sender', 'account-no-address'))
      throw error;
    // The owner may have put it right since the account was last read.
    return chooseSender(mail, await profile(true));
  }
}

interface SenderQuestion {
  mail: Pick<RunMail, 'fromEmail' | 'fromName' | 'replyTo'>;
  profile: StepContext['profile'];
}

function chooseSender(mail: SenderQuestion['mail'], account: AccountProfile): Sender {
  if (!account.hasPhysicalAddress) throw new RulepostError('account-no-address');
  const confirmed = account.confirmedSenders;
  const fromEmail = mail.fromEmail ?? confirmed[0];
  if (fromEmail === undefined) throw new RulepostError('account-no-sender', { waiting: '' });
  const replyTo = mail.replyTo ?? fromEmail;
  for (const address of [fromEmail, replyTo]) {
    if (!confirmed.some((known) => known.toLowerCase() === address.toLowerCase())) {
      const list = confirmed.join(', ') || 'none';
      throw new RulepostError('sender-unconfirmed', { address, confirmed: list });
    }
  }
  return { fromEmail, replyTo, fromName: mail.fromName ?? account.organisation };
}
