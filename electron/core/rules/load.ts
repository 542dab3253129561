/** From the text of a rule file to a rule whose paths are absolute and whose HTML is at hand. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { parseRule } from '../../../shared/rules/parse.ts';
import { type Rule, ruleSchema } from '../../../shared/rules/schema.ts';

/** More than any mail can hold (constant-contact-v3 facts, section 7); keeps a wrong path harmless. */
const MOST_HTML_BYTES = 2_000_000;

/**
 * @param text content of the rule file
 * @param file its path, for error words
 * @param folder base of the relative paths in it
 * @throws RulepostError `rule-invalid`, `rule-html-file`
 */
export async function loadRule(text: string, file: string, folder: string): Promise<Rule> {
  const { rule } = parseRule(text, file);
  const { html, htmlFile, ...what } = rule.what;
  return ruleSchema.parse({
    ...rule,
    when: { ...rule.when, file: resolve(folder, rule.when.file) },
    what: { ...what, html: html ?? (await readHtml(resolve(folder, htmlFile ?? ''), file)) },
  });
}

async function readHtml(htmlFile: string, file: string): Promise<string> {
  const unusable = (reason: string, cause?: unknown) =>
    new RulepostError('rule-html-file', { file, htmlFile, reason }, { cause });
  let bytes: Buffer;
  try {
    bytes = await readFile(htmlFile);
  } catch (error) {
    throw unusable(reasonOf(error), error);
  }
  if (bytes.length > MOST_HTML_BYTES) throw unusable('it is far too large for a mail');
  try {
    const html = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (html.trim() === '') throw unusable('it is empty');
    return html;
  } catch (error) {
    if (error instanceof RulepostError) throw error;
    throw unusable('it is not UTF-8 text; save it as UTF-8', error);
  }
}

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'Rulepost is not allowed to read it';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
