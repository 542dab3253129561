/** The steps that make the campaign: campaign, audience. */
import type { AccountProfile } from '../../../../shared/contract/schemas.ts';
import { hasCode, RulepostError } from '../../../../shared/errors/problem.ts';
import type { RunMail } from '../../store/runs.ts';
import { contentHash } from '../content-hash.ts';
import { campaignName, noted, type Sender, type Step, type StepContext } from '../step.ts';

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
    const adopted = repeated ? await find() : null;
    if (adopted !== null) return { kind: 'done', notes: { ...adopted, sender } };
    try {
      const { campaignId, activityId } = await client.emails.create(
        { name, ...sender, ...contentOf(context) },
        options,
      );
      return { kind: 'done', notes: { campaignId, activityId, sender } };
    } catch (error) {
      if (!hasCode(error, 'conflict')) throw error;
      const taken = await find();
      if (taken === null) throw error;
      return { kind: 'done', notes: { ...taken, sender } };
    }
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
    await client.emails.setAudience(
      activityId,
      { ...noted(notes.sender, 'sender'), subject, preheader, listIds: [listId] },
      options,
    );
    if (run.strategy === 'standing-campaign') {
      store.runs.saveStanding(run.ruleId, contentHash(run.mail), {
        listId,
        campaignId,
        activityId,
      });
    }
    return { kind: 'done' };
  },
};

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
