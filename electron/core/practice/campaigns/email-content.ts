/** What an e-mail must be like to be accepted (constant-contact-v3 facts, section 7). */
import { z } from 'zod';
import type { Practice } from '../context.ts';
import { invalid } from '../errors.ts';
import type { FooterAddress } from './entities.ts';

/** Sequences the service's template engine would take for its own. */
const forbidden = ['[#', '${', '<@'];

export const footerSchema = z.object({
  address_line1: z.string().min(1),
  address_line2: z.string().optional(),
  address_line3: z.string().optional(),
  address_optional: z.string().optional(),
  city: z.string().optional(),
  country_code: z.string().length(2),
  organization_name: z.string().min(1),
  postal_code: z.string().optional(),
  state_code: z.string().optional(),
  state_non_us_name: z.string().optional(),
});

export const contentShape = {
  from_name: z.string().trim().min(1).max(100),
  from_email: z.string().max(80),
  reply_to_email: z.string().max(80),
  subject: z.string().trim().min(1),
  preheader: z.string().max(200).optional(),
  html_content: z.string().min(1),
  physical_address_in_footer: footerSchema.optional(),
};

interface Content {
  from_email: string;
  reply_to_email: string;
  html_content?: string | undefined;
  physical_address_in_footer?: FooterAddress | undefined;
}

/** @throws ApiProblem 400 */
export function checkContent(practice: Practice, content: Content): void {
  for (const name of ['from_email', 'reply_to_email'] as const) {
    if (!isConfirmed(practice, content[name])) {
      throw invalid('campaigns', `${name} must be a confirmed email address of the account.`);
    }
  }
  const html = content.html_content;
  if (html !== undefined) {
    if (html.length > practice.limits.htmlChars) {
      throw invalid('campaigns', `html_content exceeds ${practice.limits.htmlChars} characters.`);
    }
    const found = forbidden.find((sequence) => html.includes(sequence));
    if (found) throw invalid('campaigns', `html_content must not contain ${found}`);
  }
  const footer = content.physical_address_in_footer;
  if (footer?.country_code === 'US' && !footer.state_code) {
    throw invalid('campaigns', 'state_code is required when country_code is US.');
  }
}

export function isConfirmed(practice: Practice, address: string): boolean {
  return practice
    .account()
    .senders.some(
      (sender) =>
        sender.confirm_status === 'CONFIRMED' &&
        sender.email_address.toLowerCase() === address.toLowerCase(),
    );
}
