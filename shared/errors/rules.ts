import type { ErrorCatalogue } from './words.ts';

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
  'rule-html-file': {
    what: 'The rule file {file} names the HTML file {htmlFile}, but it cannot be read: {reason}.',
    advice: 'Put the file there, or correct htmlFile in the rule, and apply the rule again.',
  },
} satisfies ErrorCatalogue;
