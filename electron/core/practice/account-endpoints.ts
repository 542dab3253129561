/** The account: summary, senders, postal address, privileges (constant-contact-v3 facts, section 9). */
import { z } from 'zod';
import { type Endpoint, isAddress, type Practice, readBody, readList } from './context.ts';
import type { PhysicalAddress } from './entities.ts';
import { accessDenied, conflict, invalid, notFound } from './errors.ts';

const line = z.string().min(1).max(80).optional();
const addressSchema = z.object({
  address_line1: z.string().min(1).max(80),
  address_line2: line,
  address_line3: line,
  city: z.string().min(1),
  state_code: z.string().length(2).optional(),
  state_name: z.string().optional(),
  postal_code: z.string().optional(),
  country_code: z.string().length(2),
});

/** Abbreviations of the filters of `GET /account/emails`. */
const statuses: Record<string, string> = { C: 'CONFIRMED', U: 'UNCONFIRMED' };
const roles: Record<string, string> = {
  C: 'CONTACT',
  B: 'BILLING',
  J: 'JOURNALING',
  R: 'REPLY_TO',
  O: 'OTHER',
};

export function accountEndpoints(practice: Practice): Endpoint[] {
  const read = { scope: 'account_read', privilege: 'account:read' };
  const update = { scope: 'account_update', privilege: 'account:update' };

  return [
    {
      method: 'GET',
      path: '/account/summary',
      ...read,
      handle({ query }) {
        const account = practice.account();
        const extra = readList(query, 'extra_fields');
        return {
          status: 200,
          body: {
            contact_email: account.senders[0]?.email_address,
            contact_phone: account.phone,
            country_code: account.address?.country_code ?? 'US',
            encoded_account_id: account.encodedAccountId,
            first_name: account.ownerFirstName,
            last_name: account.ownerLastName,
            organization_name: account.organization,
            organization_phone: account.phone,
            state_code: account.address?.state_code,
            time_zone_id: account.timeZone,
            website: account.website,
            ...(extra.includes('physical_address') && account.address
              ? { physical_address: account.address }
              : {}),
          },
        };
      },
    },
    {
      method: 'GET',
      path: '/account/user/privileges',
      scope: null,
      privilege: null,
      handle: () => ({
        status: 200,
        body: practice.account().privileges.map((name, index) => ({
          privilege_id: index + 1,
          privilege_name: name,
        })),
      }),
    },
    {
      method: 'GET',
      path: '/account/emails',
      ...read,
      handle({ query }) {
        if ([...query.keys()].length > 1) {
          throw invalid('account', 'Only one query parameter is allowed at a time.');
        }
        const status = query.get('confirm_status');
        const role = query.get('role_code');
        const address = query.get('email_address')?.toLowerCase();
        return {
          status: 200,
          body: practice
            .account()
            .senders.filter(
              (s) =>
                (status === null || s.confirm_status === (statuses[status] ?? status)) &&
                (role === null || s.roles.includes(roles[role] ?? role)) &&
                (address === undefined || s.email_address.toLowerCase() === address),
            ),
        };
      },
    },
    {
      method: 'POST',
      path: '/account/emails',
      ...update,
      handle({ body }) {
        const { email_address } = readBody(
          z.object({ email_address: z.string().max(80) }),
          body,
          'account',
        );
        if (!isAddress(email_address)) throw invalid('account', 'The email address is not valid.');
        const { senders } = practice.account();
        if (senders.some((s) => s.email_address.toLowerCase() === email_address.toLowerCase())) {
          throw conflict('account', 'The email address already exists in this account.');
        }
        const sender = {
          email_address,
          email_id: senders.length + 1,
          confirm_status: 'UNCONFIRMED' as const,
        };
        senders.push({ ...sender, roles: [] });
        practice.saveAccount();
        return { status: 201, body: sender };
      },
    },
    {
      method: 'GET',
      path: '/account/summary/physical_address',
      ...read,
      handle() {
        const { address } = practice.account();
        if (address) return { status: 200, body: address };
        if (practice.switches.noAddressAnswer === 'empty') return { status: 200, body: {} };
        throw notFound('account', 'The account has no physical address.');
      },
    },
    {
      method: 'POST',
      path: '/account/summary/physical_address',
      ...update,
      handle({ body }) {
        if (practice.account().address) {
          throw conflict('account', 'The account already has a physical address.');
        }
        return { status: 201, body: setAddress(practice, body) };
      },
    },
    {
      method: 'PUT',
      path: '/account/summary/physical_address',
      ...update,
      handle({ body }) {
        if (practice.account().role !== 'Owner') throw accessDenied();
        return { status: 200, body: setAddress(practice, body) };
      },
    },
  ];
}

function setAddress(practice: Practice, body: unknown): PhysicalAddress {
  const address = readBody(addressSchema, body, 'account');
  const northAmerica = ['US', 'CA'].includes(address.country_code);
  if (northAmerica && address.state_code === undefined) {
    throw invalid('account', 'state_code is required for this country.');
  }
  if (!northAmerica && address.state_code !== undefined) {
    throw invalid('account', 'Use state_name for this country.');
  }
  practice.account().address = address;
  practice.saveAccount();
  return address;
}
