/** Every call of the client once: how it is made, and an answer the service might give to it. */
import { contactCalls } from './client-calls-contacts.ts';
import { mailCalls } from './client-calls-mails.ts';

export const calls = [...contactCalls, ...mailCalls];
