import type { ErrorCatalogue } from './words.ts';

/** The program itself: data folder, database, ports, and whatever nobody expected. */
export const serviceErrors = {
  unexpected: {
    what: 'Something unexpected happened: {message}',
    advice: 'Try again. If it comes back, run "rulepost doctor" and look at the log.',
  },
  'data-folder-unwritable': {
    what: 'Rulepost cannot write to its data folder: {folder}.',
    advice:
      'Give it write permission there, or choose another folder with --data-dir or RULEPOST_DATA_DIR.',
  },
  'database-corrupt': {
    what: 'The database {file} is damaged and cannot be read.',
    advice:
      'Stop Rulepost, move the file away (keep it) and put the newest copy from the backups folder in its place. "rulepost doctor" checks it.',
  },
  'database-newer': {
    what: 'The database {file} was written by a newer version of Rulepost.',
    advice: 'Install that version again, or a later one. Nothing was changed.',
  },
  'disk-full': {
    what: 'The disk is full: {file} could not be written.',
    advice:
      'Free some space. Rulepost goes on by itself with what was not finished; nothing was lost.',
  },
  'port-in-use': {
    what: 'Port {port} of this machine is in use by another program.',
    advice:
      'Choose another one, for example "rulepost serve --port 4800", or end the other program.',
  },
  'already-running': {
    what: 'Rulepost is already running for this data folder, as process {pid} at {address}.',
    advice:
      'Use that one: "rulepost open" opens its page. To run a second one, give it its own folder with --data-dir.',
  },
  'data-folder-busy': {
    what: 'Another Rulepost program is using the data folder {folder}.',
    advice:
      'Wait until it has finished (a command, or the desktop program) and try again. If nothing seems to run, restart the machine.',
  },
  'service-not-running': {
    what: 'Rulepost is not running for the data folder {folder}.',
    advice: 'Start it with "rulepost serve"; it prints the address of its page.',
  },
  'service-unreachable': {
    what: 'The running Rulepost (process {pid}) does not answer.',
    advice:
      'Try again in a moment. If it stays like this, end that process and start "rulepost serve".',
  },
  'service-stopped': {
    what: 'Rulepost was stopped while this command was waiting.',
    advice: 'Nothing is lost; it goes on with the next start of "rulepost serve".',
  },
  'wrong-usage': {
    what: 'That was not understood: {reason}',
    advice: 'See "rulepost --help" for the commands there are.',
  },
  'file-unreadable': {
    what: 'The file {file} cannot be read: {reason}.',
    advice: 'Check the name and whether you may read it.',
  },
  'rule-file-too-long': {
    what: 'The file {file} is too long for a rule: it has {size}, and a rule file may have {limit}.',
    advice: 'Check that it is the rule file and not the file with the rows.',
  },
  'setting-not-address': {
    what: '{name} is not a web address: {url}',
    advice: 'Correct it, or remove it to use the real Constant Contact.',
  },
  'practice-not-real': {
    what: 'Practice never uses the real Constant Contact, but its address leads to {host}.',
    advice: 'Remove RULEPOST_AUTH_URL and RULEPOST_API_URL to use the built-in practice account.',
  },
  'practice-half-set': {
    what: 'Practice with another server needs both of its addresses, but only {set} is set.',
    advice: 'Set {missing} as well, or remove both to use the built-in practice account.',
  },
  'log-level-unknown': {
    what: 'RULEPOST_LOG_LEVEL is "{level}", which is no log level.',
    advice: 'Use one of these: {levels}. Without it, info is used.',
  },
  'client-id-needed': {
    what: 'Rulepost does not know the API key of your app at Constant Contact yet.',
    advice:
      'Give it once: rulepost connect --client-id KEY. The developer portal of Constant Contact shows it under My Applications.',
  },
  'connect-gave-up': {
    what: 'Rulepost was not connected: {reason}.',
    advice: 'Start again with "rulepost connect".',
  },
  'practice-only': {
    what: 'Only the practice account has a mailbox to look into.',
    advice: 'Start Rulepost with the practice account: npm start -- --practice.',
  },
  'mail-not-found': {
    what: 'That mail is not in the practice mailbox.',
    advice: 'Look at the list again.',
  },
} satisfies ErrorCatalogue;
