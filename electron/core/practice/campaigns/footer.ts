/** The footer nobody can leave out: who sends, from where, and how to unsubscribe (section 7). */

import type { Practice } from '../context.ts';
import { escapeHtml } from '../html.ts';
import type { FooterAddress } from './entities.ts';

/** @returns null when neither the e-mail nor the account has an address: then it cannot be sent */
export function footerAddress(
  practice: Practice,
  own: FooterAddress | undefined,
): FooterAddress | null {
  if (own) return own;
  const { address, organization } = practice.account();
  return (
    address && {
      address_line1: address.address_line1,
      address_line2: address.address_line2,
      address_line3: address.address_line3,
      city: address.city,
      state_code: address.state_code,
      state_non_us_name: address.state_name,
      postal_code: address.postal_code,
      country_code: address.country_code,
      organization_name: organization,
    }
  );
}

export function footerHtml(address: FooterAddress, fromEmail: string): string {
  const lines = [
    address.organization_name,
    address.address_line1,
    address.address_line2,
    address.address_line3,
    address.address_optional,
    address.city,
    [address.state_code ?? address.state_non_us_name, address.postal_code]
      .filter(Boolean)
      .join(' '),
    address.country_code,
  ].filter((line) => line !== undefined && line !== '');
  return `<div style="margin:24px 0;text-align:center;font:12px/1.5 sans-serif;color:#555">
<p>${escapeHtml(lines.join(' | '))}</p>
<p><a href="#unsubscribe">Unsubscribe</a> | Sent by ${escapeHtml(fromEmail)}</p>
</div>`;
}

/** Puts the footer where a reader sees it, also in HTML that ends its body. */
export function withFooter(html: string, footer: string): string {
  const end = html.toLowerCase().lastIndexOf('</body>');
  return end === -1 ? html + footer : html.slice(0, end) + footer + html.slice(end);
}
