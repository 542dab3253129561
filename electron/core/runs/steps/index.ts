/** The steps of a run in their order. A run does each in turn, leaving out those that do not apply. */
import type { Step } from '../step.ts';
import { audienceStep, campaignStep } from './campaign.ts';
import { cleanUpStep, readBackStep } from './outcome.ts';
import { importStep, listStep, pollStep, verifyStep } from './recipients.ts';
import { scheduleStep, watchStep } from './send.ts';

export const steps: readonly Step[] = [
  listStep,
  importStep,
  pollStep,
  verifyStep,
  campaignStep,
  audienceStep,
  scheduleStep,
  watchStep,
  readBackStep,
  cleanUpStep,
];
