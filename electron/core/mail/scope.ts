/**
 * How a mail names the columns of a row.
 *
 * `{{ first_name }}` works for a column of that name and for `First name`, as long as no other
 * column would be called the same; `{{ row["First name"] }}` always works.
 */
import type { Liquid, Template } from 'liquidjs';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { closest, listNames } from '../../../shared/rules/did-you-mean.ts';
import type { Row } from '../../../shared/rules/schema.ts';

/** @returns short name to column; a column's own name comes before another's short name */
export function aliasesOf(columns: readonly string[]): Map<string, string> {
  const aliases = new Map<string, string | null>();
  for (const column of columns) {
    const alias = shortName(column);
    aliases.set(alias, aliases.has(alias) ? null : column);
  }
  for (const column of columns) aliases.set(column, column);
  // `row` is the row itself.
  return new Map(
    [...aliases].filter(
      (pair): pair is [string, string] => pair[0] !== 'row' && pair[0] !== '' && pair[1] !== null,
    ),
  );
}

function shortName(column: string): string {
  return column
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

/** Builds the variables of a row; surrounding space in cells is left out. */
export function createScopes(): (row: Row) => object {
  let names = '';
  let aliases: [alias: string, column: string][] = [];
  return (row) => {
    const columns = Object.keys(row);
    // Rows of one source have the same columns, so this is worked out once.
    const joined = columns.join('\0');
    if (joined !== names) {
      names = joined;
      aliases = [...aliasesOf(columns)];
    }
    const cells: Record<string, string> = Object.create(null);
    for (const column of columns) cells[column] = (row[column] ?? '').trim();
    const scope: Record<string, unknown> = Object.create(null);
    for (const [alias, column] of aliases) scope[alias] = cells[column];
    scope.row = cells;
    return scope;
  };
}

/**
 * Checks that every placeholder names a column.
 * @param part word for the template in errors
 * @throws RulepostError `placeholder-unknown` for the first that does not
 */
export function checkPlaceholders(
  engine: Liquid,
  templates: Template[],
  columns: readonly string[],
  part: string,
): void {
  const aliases = aliasesOf(columns);
  const { globals } = engine.analyzeSync(templates, { partials: false });
  for (const variable of Object.values(globals).flat()) {
    const [first, second] = variable.segments;
    const isRow = first === 'row' && typeof second === 'string';
    const name = isRow ? second : first;
    const known = isRow ? columns.includes(second) : first === 'row' || aliases.has(String(name));
    if (known || typeof name !== 'string') continue;
    const names = isRow ? [...columns] : [...aliases.keys()];
    const guess = closest(name, names);
    throw new RulepostError('placeholder-unknown', {
      part,
      placeholder: name,
      line: variable.location.row,
      columns: listNames(columns),
      hint: guess === null ? '' : ` Did you mean ${isRow ? `row["${guess}"]` : written(guess)}?`,
    });
  }
}

/** A name with spaces cannot stand alone in a placeholder. */
function written(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) ? `"${name}"` : `row["${name}"]`;
}
