import type { ErrorCatalogue } from './words.ts';

/**
 * Answers of the Constant Contact service, and the network on the way to it. `{doing}` is what was
 * asked of the service, in words that follow "could not": `create the contact list "March"`.
 */
export const constantContactErrors = {
  offline: {
    what: 'Constant Contact cannot be reached: {reason}.',
    advice:
      'Nothing to do: Rulepost tries again by itself. If it lasts, check the internet connection.',
  },
  'service-unavailable': {
    what: 'Constant Contact has trouble of its own at the moment and could not {doing}.',
    advice: 'Nothing to do: Rulepost tries again by itself.',
  },
  throttled: {
    what: 'Constant Contact asks for fewer calls at a time and did not {doing} yet.',
    advice:
      'Nothing to do: Rulepost tries again by itself. If it lasts, see whether another program uses the same API key.',
  },
  'quota-exceeded': {
    what: "Today's calls to Constant Contact are used up.",
    advice: 'Nothing to do: the work goes on by itself at {resumesAt}.',
  },
  'access-denied': {
    what: 'Constant Contact does not let this connection {doing}: {reason}. It needs the permission {scope} and the privilege {privilege}.',
    advice:
      'Have an account owner or account manager press Reconnect and agree to all permissions. If it stays, check in the developer portal that the API key is active.',
  },
  'call-refused': {
    what: 'Constant Contact did not accept the connection when asked to {doing}, although it had just been renewed.',
    advice: 'Try again in a few minutes. If it stays, press Reconnect.',
  },
  'not-found': {
    what: 'Constant Contact could not {doing}: it is not there (any more).',
    advice: 'Check in Constant Contact whether somebody deleted it.',
  },
  conflict: {
    what: 'Constant Contact could not {doing}: {reason}.',
    advice: 'Something with the same name or address is there already; use that, or another name.',
  },
  'invalid-request': {
    what: 'Constant Contact refused to {doing}: {reason}.',
    advice: 'Correct what it names and try again.',
  },
  'unexpected-answer': {
    what: 'Constant Contact gave an answer that Rulepost does not understand when asked to {doing}: {reason}.',
    advice:
      'Check that no sign-in page of the network stands in between, then try again. If it stays, run "rulepost doctor" and look at the log.',
  },
  'import-too-large': {
    what: 'The data of {who} is too large for one import into Constant Contact.',
    advice: 'Shorten the values that travel with each person.',
  },
} satisfies ErrorCatalogue;
