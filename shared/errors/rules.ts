import type { ErrorCatalogue } from './catalogue.ts';

/** Rules: their files and their words. */
export const ruleErrors = {
  'rule-invalid': {
    what: 'The rule file {file} is not valid: {problems}',
    advice: 'Correct the named lines and apply the file again.',
  },
  'rule-not-found': {
    what: 'There is no rule called "{rule}".',
    advice: 'See the rules there are with "rulepost rule list".',
  },
} satisfies ErrorCatalogue;
