/** The practice account: what the rest of Rulepost and its tests may use of it. */
export {
  createPracticeAccount,
  type MailArrival,
  type PracticeAccount,
  type PracticeOptions,
} from './account.ts';
export type { Mailbox, PracticeMail } from './campaigns/mailbox.ts';
export type { PracticeClient } from './context.ts';
export type { Conveniences, NewContact } from './conveniences.ts';
export type { Fault, FaultKind, Faults } from './faults.ts';
export { type PracticeServer, startPracticeServer } from './server.ts';
export {
  defaultDelays,
  defaultLimits,
  defaultSwitches,
  type PracticeDelays,
  type PracticeLimits,
  type PracticeSwitches,
} from './switches.ts';
export type { Exchange, RequestCounter } from './traffic.ts';
