/** Holds a rule against its file at once, so that a wrong column is known before a row needs it. */
import { type Problem, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import { requireColumns } from '../sources/columns.ts';
import { readCsv } from '../sources/csv.ts';
import type { StoredRule } from '../store/rules.ts';
import type { MailCompiler } from './compiled.ts';

/** Thrown to end the reading once the header is known. */
const headersRead = Symbol('headers read');

/** @returns what does not fit, or null; a file that cannot be read now is looked at later */
export async function checkSource(
  rule: StoredRule,
  compiler: MailCompiler,
): Promise<Problem | null> {
  const { when, who } = rule.definition;
  const fields = who.conditions.map(({ field }) => field);
  try {
    await readCsv(when.file, {
      onHeaders(headers) {
        requireColumns(
          [who.recipient, ...(when.key ? [when.key] : []), ...fields],
          headers,
          when.file,
        );
        compiler.compile(rule, headers);
        throw headersRead;
      },
      onRows() {},
    });
    return null;
  } catch (error) {
    return error instanceof RulepostError ? toProblem(error) : null;
  }
}
