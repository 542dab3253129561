/** Who the account is, and what it lacks for sending. */
import type { AccountProfile } from '../../../shared/contract/schemas.ts';
import { type Problem, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { AccountCalls } from '../constant-contact/account.ts';
import type { CallOptions } from '../constant-contact/call.ts';

/** What Rulepost does with an account (constant-contact-v3 facts, section 9), in a person's words. */
const neededPrivileges: Record<string, string> = {
  'contacts:read': 'see contacts',
  'contacts:write': 'change contacts',
  'campaign:read': 'see campaigns',
  'campaign:write': 'create campaigns',
  'campaign:send': 'send campaigns',
};

/**
 * Four calls.
 *
 * @param now epoch ms
 * @throws what the calls throw
 */
export async function readProfile(
  account: AccountCalls,
  now: number,
  options: CallOptions = {},
): Promise<AccountProfile> {
  const [summary, emails, address, privileges] = await Promise.all([
    account.summary(options),
    account.emails(options),
    account.physicalAddress(options),
    account.privileges(options),
  ]);
  const name = [summary.first_name, summary.last_name].filter(Boolean).join(' ');
  const isConfirmed = (status: string | null | undefined) => status?.toUpperCase() === 'CONFIRMED';
  return {
    accountId: summary.encoded_account_id,
    organisation: summary.organization_name || name || summary.contact_email || 'your account',
    signedInAs: summary.contact_email || name,
    timeZone: summary.time_zone_id ?? '',
    confirmedSenders: emails
      .filter((e) => isConfirmed(e.confirm_status))
      .map((e) => e.email_address),
    unconfirmedSenders: emails
      .filter((e) => !isConfirmed(e.confirm_status))
      .map((e) => e.email_address),
    hasPhysicalAddress: address !== null,
    privileges,
    readAt: now,
  };
}

/** @returns what stands in the way of sending, each with its way out; empty when nothing does */
export function missingForSending(profile: AccountProfile): Problem[] {
  const missing: RulepostError[] = [];
  if (profile.confirmedSenders.length === 0) {
    const waiting = profile.unconfirmedSenders.join(', ');
    missing.push(
      new RulepostError('account-no-sender', {
        waiting: waiting && `; waiting to be confirmed: ${waiting}`,
      }),
    );
  }
  if (!profile.hasPhysicalAddress) missing.push(new RulepostError('account-no-address'));
  const lacking = Object.keys(neededPrivileges).filter((p) => !profile.privileges.includes(p));
  if (lacking.length > 0) {
    const privileges = lacking.map((p) => neededPrivileges[p] ?? p).join(', ');
    missing.push(new RulepostError('account-privileges', { privileges }));
  }
  return missing.map(toProblem);
}
