/** All error codes of Rulepost, from one file per area. */
import { connectionErrors } from './connection.ts';
import { constantContactErrors } from './constant-contact.ts';
import { mailErrors } from './mail.ts';
import { ruleErrors } from './rules.ts';
import { runErrors } from './runs.ts';
import { serviceErrors } from './service.ts';
import { sourceErrors } from './sources.ts';

export const catalogue = {
  ...connectionErrors,
  ...constantContactErrors,
  ...mailErrors,
  ...ruleErrors,
  ...runErrors,
  ...serviceErrors,
  ...sourceErrors,
};

export type ErrorCode = keyof typeof catalogue;
