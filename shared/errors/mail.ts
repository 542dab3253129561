import type { ErrorCatalogue } from './words.ts';

/** The e-mail of a rule: templates, placeholders, limits. */
export const mailErrors = {
  'template-invalid': {
    what: 'The {part} of the mail has a mistake in line {line}: {reason}.',
    advice: 'Correct that line in the rule and apply it again.',
  },
  'placeholder-unknown': {
    what: 'The {part} of the mail uses "{placeholder}" in line {line}, but there is no such column. Columns are: {columns}.{hint}',
    advice: 'Correct the placeholder in the mail, or the name of the column in the file.',
  },
  'forbidden-sequence': {
    what: 'The {part} of the mail contains "{sequence}", which Constant Contact does not accept.',
    advice: 'Take it out, or put a space between its characters.',
  },
  'mail-too-long': {
    what: 'The {part} of the mail has {length} characters; at most {limit} fit.',
    advice: 'Shorten it.',
  },
  'link-too-long': {
    what: 'A link in the mail has {length} characters, but Constant Contact takes at most {limit}. It begins with {start}',
    advice: 'Use a shorter address.',
  },
  'subject-empty': {
    what: 'The subject of the mail is empty for this row.',
    advice: 'Fill in what the subject is made of, or give it a text of its own.',
  },
  'value-unreadable': {
    what: '"{text}" cannot be read as {wanted}{reason}.',
    advice: 'Correct it in the file; nobody was mailed for this row.',
  },
  'value-unsafe': {
    what: 'The {part} of the mail would contain "[[" from this row, which Constant Contact takes for a field of its own.',
    advice: 'Take the brackets out of the row; nobody was mailed for it.',
  },
  'mail-not-made': {
    what: 'The mail could not be made for this row: {reason}.',
    advice: 'Look at the row and at the placeholders of the mail.',
  },
} satisfies ErrorCatalogue;
