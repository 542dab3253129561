/** The account: who it is, and what it needs before it can send. Facts, section 9. */
import { z } from 'zod';
import { hasCode } from '../../../shared/errors/problem.ts';
import { json, open, text } from './answers.ts';
import type { Caller, CallOptions } from './call.ts';

const summarySchema = z.looseObject({
  /** The service's own key of the account. */
  encoded_account_id: z.string(),
  organization_name: text,
  first_name: text,
  last_name: text,
  contact_email: text,
  /** IANA or legacy zone name, e.g. `US/Eastern`. */
  time_zone_id: text,
});
export type AccountSummary = z.infer<typeof summarySchema>;

const emailSchema = z.looseObject({
  email_address: z.string(),
  confirm_status: open<'CONFIRMED' | 'UNCONFIRMED'>().nullish(),
  roles: z.array(z.string()).nullish(),
});
export type AccountEmail = z.infer<typeof emailSchema>;

const addressSchema = z.looseObject({
  address_line1: text,
  city: text,
  state_code: text,
  state_name: text,
  postal_code: text,
  country_code: text,
});
export type PhysicalAddress = z.infer<typeof addressSchema>;

const privilegeSchema = z.looseObject({ privilege_name: z.string() });

export interface AccountCalls {
  summary(options?: CallOptions): Promise<AccountSummary>;
  /** All addresses mail could be sent from, confirmed or not. */
  emails(options?: CallOptions): Promise<AccountEmail[]>;
  /** @returns null when the account has none, which means that it cannot send */
  physicalAddress(options?: CallOptions): Promise<PhysicalAddress | null>;
  /** @returns names such as `campaign:send` */
  privileges(options?: CallOptions): Promise<string[]>;
}

const needs = { scope: 'account_read', privilege: 'account:read' } as const;

export function accountCalls(call: Caller): AccountCalls {
  const get = { method: 'GET', repeat: 'safe', needs } as const;
  return {
    summary: (options) =>
      call(
        {
          ...get,
          path: '/account/summary',
          read: json(summarySchema),
          doing: "read the account's details",
        },
        options,
      ),

    emails: (options) =>
      call(
        {
          ...get,
          path: '/account/emails',
          read: json(z.array(emailSchema)),
          doing: "read the account's sender addresses",
        },
        options,
      ),

    async physicalAddress(options) {
      try {
        const address = await call(
          {
            ...get,
            path: '/account/summary/physical_address',
            read: (body) => (body.trim() === '' ? null : json(addressSchema.nullable())(body)),
            doing: "read the account's postal address",
          },
          options,
        );
        return address?.address_line1 ? address : null;
      } catch (error) {
        if (hasCode(error, 'not-found')) return null;
        throw error;
      }
    },

    async privileges(options) {
      const privileges = await call(
        {
          ...get,
          path: '/account/user/privileges',
          read: json(z.array(privilegeSchema)),
          doing: 'read what this connection may do',
        },
        options,
      );
      return privileges.map((privilege) => privilege.privilege_name);
    },
  };
}
