import type { ErrorCatalogue } from './words.ts';

/** Runs and their steps, and why a delivery was or was not made. */
export const runErrors = {
  'run-not-found': {
    what: 'There is no run {run}.',
    advice: 'See the runs there are with "rulepost activity".',
  },
  'run-not-possible': {
    what: 'This run is {state}; it cannot be {action} now.',
    advice: 'Look at the run: it shows what can be done with it.',
  },
  'rule-disabled': {
    what: 'The rule "{rule}" is switched off.',
    advice: 'Switch it on first, or try it without sending: rulepost run {rule} --dry-run.',
  },
  'approval-needed': {
    what: '{count} {count|person|people} would be mailed at once; this rule lets {limit} go without asking.',
    advice: 'Look at who and what, then approve or discard the run.',
  },
  'fields-in-use': {
    what: 'Another run is using the same custom fields of the account until its mail has left.',
    advice: 'Nothing to do: this run goes on by itself afterwards.',
  },
  'sender-unconfirmed': {
    what: 'The sender address {address} is not confirmed in Constant Contact. Confirmed: {confirmed}.',
    advice:
      'Confirm it in Constant Contact under Account settings, or use a confirmed address in the rule. Then retry.',
  },
  'import-failed': {
    what: 'Constant Contact did not take over the recipients: {reason}.',
    advice:
      'Retry the run. If it fails again, look at the import in Constant Contact under Contacts, Activity.',
  },
  'import-refused': {
    what: 'Constant Contact refused all {count} recipients of this run: {reason}.',
    advice: 'Put right what is named, then retry the run. Nobody was mailed.',
  },
  'import-incomplete': {
    what: 'Constant Contact took over {taken} of {sent} recipients and does not say which. Nothing was sent.',
    advice: 'Retry the run: recipients are handed over again, and nobody is mailed twice.',
  },
  'audience-larger': {
    what: 'The list for this run holds {active} people, more than the {expected} that were chosen. Nothing was sent.',
    advice:
      'Somebody may have added people to the list "{list}" in Constant Contact. Remove them there and retry, or discard the run.',
  },
  'fields-full': {
    what: 'The account has no room for the {needed} custom fields this mail needs: {found} of 100 are used by others.',
    advice:
      'Delete custom fields that are no longer used in Constant Contact, or use fewer placeholders that differ per person. Then retry.',
  },
  'campaign-gone': {
    what: 'Somebody has deleted the list or campaign of this run in Constant Contact before it was sent.',
    advice: 'Rulepost makes it anew by itself. If it happens again and again, see who deletes it.',
  },
  'campaign-lost': {
    what: 'The campaign of this run was deleted in Constant Contact after it was scheduled. Whether it left cannot be known.',
    advice:
      'Nobody in it is mailed again. Look into the run for who is concerned, and ask one of them if it matters.',
  },
  'outcome-unknown': {
    what: 'Not known: the campaign was deleted before its outcome could be read.',
    advice: 'This person is not mailed again. Ask them if it matters.',
  },
  'tags-unknown': {
    what: 'Constant Contact does not fill in custom fields in mails of this account.',
    advice:
      'Nothing to do: Rulepost writes the texts into the mails themselves, in more campaigns.',
  },
  'many-campaigns': {
    what: 'This mail would take {campaigns} campaigns and about {calls} calls to Constant Contact, since its texts differ too much between people.',
    advice:
      'Approve it if that is all right. It becomes one campaign with shorter texts that differ per person, and fewer of them.',
  },
  'rule-off': {
    what: 'The rule was switched off while this run was under way.',
    advice: 'Approve the run to send it all the same, or discard it.',
  },
  'first-rows': {
    what: '{file} was not there when the rule was switched on. Now it holds {count} matching rows; Rulepost cannot tell whether they are new.',
    advice: 'Approve the run if these people are to be mailed, or discard it.',
  },
  'send-in-review': {
    what: 'Constant Contact is reviewing the account before it sends this campaign.',
    advice:
      'Look for a message of Constant Contact about it. Once the account is cleared, retry the run.',
  },
  'send-billing': {
    what: 'Constant Contact did not send the campaign because of a billing matter.',
    advice: 'Settle it in Constant Contact under Billing, then retry the run.',
  },
  'send-over-plan': {
    what: 'The account has more contacts than its Constant Contact plan allows, so the campaign was not sent.',
    advice: 'Change the plan or remove contacts in Constant Contact, then retry the run.',
  },
  'send-staged': {
    what: 'Constant Contact has put the campaign aside for a check. That can take 24 to 48 hours.',
    advice: 'Wait for its message; then retry the run if the mail has not left by itself.',
  },
  'send-content': {
    what: "Constant Contact did not accept the mail's content ({reason}).",
    advice: 'Change the e-mail of the rule (pictures, very long links) and apply it again.',
  },
  'send-sender': {
    what: 'Constant Contact could not verify the sender address of the mail.',
    advice:
      'Check the sender and its domain in Constant Contact under Account settings, then retry the run.',
  },
  'send-failed': {
    what: 'Constant Contact reported that the send failed (reason {reason}).',
    advice: 'Look at the campaign "{campaign}" in Constant Contact, then retry the run.',
  },
  'schedule-cancelled': {
    what: "The campaign's schedule was cancelled in Constant Contact before it left.",
    advice: 'Retry the run to send it after all, or discard it.',
  },
  'send-stuck': {
    what: 'The campaign "{campaign}" has not left for {days} days.',
    advice: 'Look at it in Constant Contact. Retry the run to keep watching, or discard it.',
  },
  'nobody-mailable': {
    what: 'Nobody in this run can be mailed: they have unsubscribed, or Constant Contact does not accept their addresses.',
    advice: 'Nothing to do. People who have unsubscribed are never signed up again by Rulepost.',
  },
  'not-mailable': {
    what: 'Not sent: unsubscribed, or not accepted by Constant Contact.',
    advice: 'Nothing to do. People who have unsubscribed are never signed up again by Rulepost.',
  },
  'delivery-unconfirmed': {
    what: 'The campaign was sent; Constant Contact has not confirmed this recipient yet.',
    advice: 'Look the person up in Constant Contact if it matters.',
  },
  'already-mailed': {
    what: 'Not sent: this person has had the mail of this rule.',
    advice: 'Nothing to do: the rule mails each person once.',
  },
  'rows-excluded': {
    what: '{count} matching {count|row|rows} cannot be mailed. {count|Why|The first}: {reason}',
    advice: 'Correct the row in the file. A corrected row is taken as new.',
  },
  'run-was-discarded': {
    what: 'Not sent: the run was discarded.',
    advice: 'Nothing to do.',
  },
} satisfies ErrorCatalogue;
