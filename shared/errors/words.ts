/** The words of an error: what happened, and what a person can do. `{blanks}` are filled from parameters. */
export interface ErrorWords {
  what: string;
  advice: string;
}

/** Stable codes of one area and their words. */
export type ErrorCatalogue = Record<string, ErrorWords>;
