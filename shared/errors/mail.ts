import type { ErrorCatalogue } from './catalogue.ts';

/** The e-mail of a rule: templates, placeholders, limits. */
export const mailErrors = {} satisfies ErrorCatalogue;
