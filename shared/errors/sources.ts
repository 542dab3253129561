import type { ErrorCatalogue } from './catalogue.ts';

/** Sources of rows. */
export const sourceErrors = {} satisfies ErrorCatalogue;
