import type { ErrorCatalogue } from './catalogue.ts';

/** Runs and their steps. */
export const runErrors = {
  'run-not-found': {
    what: 'There is no run {run}.',
    advice: 'See the runs there are with "rulepost activity".',
  },
} satisfies ErrorCatalogue;
