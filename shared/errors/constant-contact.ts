import type { ErrorCatalogue } from './catalogue.ts';

/** Answers of the Constant Contact service, and the network on the way to it. */
export const constantContactErrors = {
  offline: {
    what: 'Constant Contact cannot be reached: {reason}.',
    advice:
      'Nothing to do: Rulepost tries again by itself. If it lasts, check the internet connection.',
  },
  'quota-exceeded': {
    what: "Today's 10,000 calls to Constant Contact are used up.",
    advice: 'Nothing to do: the work goes on at {resumesAt} (00:00 UTC).',
  },
} satisfies ErrorCatalogue;
