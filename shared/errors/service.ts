import type { ErrorCatalogue } from './catalogue.ts';

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
  'disk-full': {
    what: 'The disk is full: {file} could not be written.',
    advice:
      'Free some space. Rulepost goes on by itself with what was not finished; nothing was lost.',
  },
} satisfies ErrorCatalogue;
