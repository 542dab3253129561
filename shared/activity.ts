/**
 * Words of the activity list. An entry is stored as a code with parameters; what a person reads is
 * made here, from these events or from the error catalogue.
 */
import { catalogue, type ErrorCode } from './errors/catalogue.ts';
import { fillWords, type ProblemParams } from './errors/problem.ts';

/** Things that happened and are no errors. */
export const eventWords = {
  connected: 'Connected to {organisation}, signed in as {signedInAs}.',
  'connected-unread': 'Connected to Constant Contact.',
  'account-disconnected': 'Disconnected. Rules and history are kept.',
  'rule-added': 'Rule "{rule}" was added.',
  'rule-changed': 'Rule "{rule}" was changed (version {version}).',
  'rule-switched-on': 'Rule "{rule}" was switched on.',
  'rule-switched-off': 'Rule "{rule}" was switched off.',
  'rule-removed': 'Rule "{rule}" was removed. What it has sent is remembered.',
  'rows-set-aside':
    '{count} {count|row was|rows were} in {file} before the rule was switched on; {count|it is|they are} left alone.',
  'rows-found': '{count} new {count|row|rows} in {file} {count|matches|match}.',
  'row-problems':
    '{count} {count|row|rows} of {file} could not be used. {count|Why|The first}: {first}',
  'run-planned': 'A mail to {count} {count|person|people} is being prepared.',
  'run-approved': 'The run was approved.',
  'run-discarded': 'The run was discarded; nobody in it is mailed.',
  'run-resumed': 'The run goes on.',
  'run-rebuilt':
    'Somebody deleted the list or campaign of this run in Constant Contact; it is made anew.',
  'run-regrouped':
    'Constant Contact does not fill in custom fields here; the run became {count} {count|run|runs} with the texts written into the mail.',
  'run-ended-with-rule': 'The rule was removed; nobody else in this run is mailed.',
  'run-done': 'Mailed {sent} of {recipients} {recipients|person|people}.',
  'source-back': '{file} can be read again.',
} as const;
export type EventCode = keyof typeof eventWords;

/**
 * @param params fill the words; an entry whose words were made when it happened brings them along
 *   as `words` and `advice`
 * @returns the words, and the advice when the code is an error's
 */
export function activityWords(
  code: string,
  params: ProblemParams,
): { words: string; advice: string | null } {
  if (typeof params.words === 'string') {
    return {
      words: params.words,
      advice: params.advice === undefined ? null : String(params.advice),
    };
  }
  if (code in eventWords) {
    return { words: fillWords(eventWords[code as EventCode], params), advice: null };
  }
  const error = catalogue[code as ErrorCode] ?? catalogue.unexpected;
  return { words: fillWords(error.what, params), advice: fillWords(error.advice, params) };
}
