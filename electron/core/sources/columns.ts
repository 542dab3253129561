/** The columns of a source: their names checked, and the ones a rule asks for found. */
import { RulepostError } from '../../../shared/errors/problem.ts';
import { closest, listNames } from '../../../shared/rules/did-you-mean.ts';

/**
 * Cleans a header row. A trailing delimiter makes nameless columns at the end; those are dropped.
 * @throws RulepostError `csv-header-empty`, `csv-header-duplicate`
 */
export function readHeaders(cells: readonly string[], file: string): string[] {
  const headers = cells.map((cell) => cell.trim());
  while (headers.length > 1 && headers.at(-1) === '') headers.pop();
  const nameless = headers.findIndex((header) => header === '' || header === '__proto__');
  if (nameless >= 0) throw new RulepostError('csv-header-empty', { file, column: nameless + 1 });
  const twice = headers.find((header, index) => headers.indexOf(header) < index);
  if (twice !== undefined) throw new RulepostError('csv-header-duplicate', { file, column: twice });
  return headers;
}

/**
 * @param names columns a rule uses; must match exactly
 * @throws RulepostError `column-missing` for the first that is not there
 */
export function requireColumns(
  names: readonly string[],
  headers: readonly string[],
  file: string,
): void {
  const missing = names.find((name) => !headers.includes(name));
  if (missing === undefined) return;
  const guess = closest(missing, headers);
  throw new RulepostError('column-missing', {
    column: missing,
    file,
    columns: listNames(headers),
    hint: guess === null ? '' : ` Did you mean "${guess}"?`,
  });
}
