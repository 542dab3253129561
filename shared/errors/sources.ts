import type { ErrorCatalogue } from './words.ts';

/** Sources of rows. */
export const sourceErrors = {
  'source-missing': {
    what: 'The file {file} is not there.',
    advice:
      'Put it back, or correct the path in the rule. Rulepost keeps looking and goes on by itself.',
  },
  'source-locked': {
    what: 'The file {file} cannot be opened: another program, such as Excel, holds it open, or Rulepost may not read it.',
    advice:
      'Close it in the other program, or let Rulepost read it. Rulepost keeps trying by itself.',
  },
  'source-unreadable': {
    what: 'The file {file} cannot be read: {reason}.',
    advice: 'Correct the path in the rule, or put a readable CSV file there.',
  },
  'source-changed': {
    what: 'The file {file} changed while it was being read.',
    advice: 'Nothing to do: Rulepost reads it again once it has settled.',
  },
  'source-slow': {
    what: 'The file {file} has not answered for some minutes.',
    advice:
      'See whether its drive or network share is connected. Rulepost goes on by itself once it answers.',
  },
  'source-unsettled': {
    what: 'The file {file} is still being written.',
    advice: 'Nothing to do: Rulepost reads it once it has settled.',
  },
  'column-missing': {
    what: 'The rule uses the column "{column}", but {file} has no such column. Its columns are: {columns}.{hint}',
    advice: 'Correct the name in the rule or in the first line of the file.',
  },
  'csv-empty': {
    what: 'The file {file} is empty: not even a line with column names is in it.',
    advice: 'Export it again. The first line must name the columns.',
  },
  'csv-header-empty': {
    what: 'Column {column} of {file} has no usable name in the first line.',
    advice: 'Give every column a name in the first line of the file.',
  },
  'csv-header-duplicate': {
    what: 'The column "{column}" stands twice in the first line of {file}.',
    advice: 'Give each column a name of its own.',
  },
  'csv-malformed': {
    what: 'Line {line} of {file} is not valid CSV: {reason}.',
    advice: 'Correct that line, or export the file again.',
  },
  'csv-not-text': {
    what: 'The file {file} is not a CSV file: it {looks}.',
    advice: 'Open it in the program it comes from and save it as CSV (UTF-8).',
  },
  'row-ragged': {
    what: 'Line {line} has {found} fields, but the first line names {expected} columns.',
    advice:
      'Correct that line; the row was left out. A comma inside a field needs quotation marks.',
  },
  'key-missing': {
    what: 'Line {line} has nothing in its key column "{column}".',
    advice: 'Fill it in; the row was left out, as Rulepost could not know it again.',
  },
  'key-twice': {
    what: 'Line {line} repeats a row that stands further up ({key}).',
    advice: 'Nothing to do if that is meant: only the first one counts.',
  },
  'address-missing': {
    what: 'There is no e-mail address.',
    advice: 'Fill it in; nobody was mailed for this row.',
  },
  'address-several': {
    what: 'There is more than one e-mail address in the field: {text}.',
    advice: 'Put each person into a row of their own; nobody was mailed for this row.',
  },
  'address-invalid': {
    what: '"{text}" is not an e-mail address.',
    advice: 'Correct it; nobody was mailed for this row.',
  },
  'address-too-long': {
    what: 'The e-mail address {text} is longer than the 80 characters Constant Contact takes.',
    advice: 'Use a shorter address; nobody was mailed for this row.',
  },
} satisfies ErrorCatalogue;
