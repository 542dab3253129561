/**
 * The three templates of a mail, taken apart into pieces: fixed text, and pieces that depend on the
 * row: a placeholder, or a whole block such as `{% if %}...{% endif %}`.
 */
import { Context, type Liquid, type Template, toValueSync } from 'liquidjs';
import { RulepostError } from '../../../shared/errors/problem.ts';
import { didYouMean } from '../../../shared/rules/did-you-mean.ts';
import type { Row } from '../../../shared/rules/schema.ts';
import { createEngine } from './engine.ts';
import { type HtmlPlace, placeAfter, placeAfterBlock, startOfDocument } from './html-context.ts';
import { checkPlaceholders, createScopes } from './scope.ts';

export type PartName = 'subject' | 'preheader' | 'html';

/** Where a merge tag may stand in for a piece; see `canTravel`. */
export type SlotPlace = 'text' | 'attribute' | 'nowhere';

export interface DynamicPiece {
  /** Index among all dynamic pieces of the mail. */
  index: number;
  /** Pieces with the same key show the same thing, wherever they stand. */
  key: string;
  place: SlotPlace;
  /** False when it is the same for every row. */
  dependsOnRow: boolean;
  template: Template[];
}

export interface CompiledPart {
  name: PartName;
  pieces: (string | DynamicPiece)[];
  engine: Liquid;
}

/** Tags that print nothing, so never need a slot. */
const silent = new Set(['assign', 'capture', 'comment', '#']);

/**
 * @param firstIndex index of the part's first dynamic piece
 * @param columns checked against when they are known
 * @throws RulepostError `template-invalid`, `placeholder-unknown`
 */
export function compilePart(
  name: PartName,
  source: string,
  firstIndex: number,
  columns?: readonly string[],
): CompiledPart {
  const engine = createEngine(name === 'html' ? 'html' : 'text');
  const templates = parse(engine, name, source);
  if (columns) checkPlaceholders(engine, templates, columns, name);
  const pieces: (string | DynamicPiece)[] = [];
  let index = firstIndex;
  let place = startOfDocument;
  let assignments = 0;
  for (const [at, template] of templates.entries()) {
    const token = template.token;
    const end = templates[at + 1]?.token.begin ?? source.length;
    const text = source.slice(token.begin, end);
    const fixed = fixedText(template);
    if (fixed !== null) {
      pieces.push(name === 'html' ? fixed : oneLine(fixed));
      place = placeAfter(fixed, place);
      continue;
    }
    const variables = engine.analyzeSync([template], { partials: false }).variables;
    pieces.push({
      index: index++,
      key: assignments === 0 ? keyOf(text) : `${name} ${assignments} ${keyOf(text)}`,
      place: name === 'html' ? slotPlace(place) : 'text',
      dependsOnRow: !silent.has(tagName(template)) && Object.keys(variables).length > 0,
      // Parsed once more by itself: an error in a row then need not quote the whole mail.
      template: engine.parse(text),
    });
    if (/\{%-?\s*(?:assign|capture)\b/.test(text)) assignments++;
    if (text.startsWith('{%')) place = placeAfterBlock(text, place);
  }
  return { name, pieces: name === 'html' ? pieces : keepFromBrackets(pieces), engine };
}

export function dynamicPieces(parts: readonly CompiledPart[]): DynamicPiece[] {
  return parts.flatMap(({ pieces }) => pieces.filter((piece) => typeof piece !== 'string'));
}

/** @returns a function that renders the dynamic pieces of a row, by their index; it throws RulepostError */
export function createRenderer(parts: readonly CompiledPart[]): (row: Row) => string[] {
  const scopeOf = createScopes();
  return (row) => {
    const scope = scopeOf(row);
    const values: string[] = [];
    for (const { name, pieces, engine } of parts) {
      const context = new Context(scope, engine.options, { sync: true }, { liquid: engine });
      for (const piece of pieces) {
        if (typeof piece === 'string') continue;
        const text = renderPiece(engine, piece, context);
        values[piece.index] = name === 'html' ? text : oneLine(text);
      }
    }
    return values;
  };
}

function renderPiece(engine: Liquid, piece: DynamicPiece, context: Context): string {
  try {
    return String(toValueSync(engine.renderer.renderTemplates(piece.template, context)) ?? '');
  } catch (error) {
    const cause = (error as { originalError?: unknown }).originalError;
    if (cause instanceof RulepostError) throw cause;
    const reason = cleanMessage(error).replace(
      /^undefined variable: (.*)$/,
      'there is nothing called "$1" in it',
    );
    throw new RulepostError('mail-not-made', { reason }, { cause: error });
  }
}

/** Line breaks and control characters have no place in a subject, wherever they come from. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
}

function parse(engine: Liquid, part: PartName, source: string): Template[] {
  try {
    return engine.parse(source);
  } catch (error) {
    const { token } = error as { token?: { getPosition(): [number, number] } };
    const line = token?.getPosition()[0] ?? 1;
    const reason = reasonOf(cleanMessage(error), Object.keys(engine.filters));
    throw new RulepostError('template-invalid', { part, line, reason }, { cause: error });
  }
}

function cleanMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, (?:file:.*, )?line:\d+, col:\d+$/, '');
}

function reasonOf(message: string, filters: string[]): string {
  const filter = /^undefined filter: (.*)$/.exec(message)?.[1];
  if (filter !== undefined) return `there is no filter "${filter}".${didYouMean(filter, filters)}`;
  const tag = /^tag "(.*)" not found$/.exec(message)?.[1];
  if (tag !== undefined) return `"${tag}" has no place here`;
  if (/^invalid value expression/.test(message)) return 'a placeholder is empty or unreadable';
  const open = /^(?:output|tag) "?(.*?)"? not closed$/s.exec(message)?.[1];
  return open === undefined ? message : `${open.slice(0, 60)} is never closed`;
}

function fixedText(template: Template): string | null {
  return 'str' in template && typeof template.str === 'string' ? template.str : null;
}

function tagName(template: Template): string {
  return 'name' in template && typeof template.name === 'string' ? template.name : '';
}

/** `{{first_name}}` and `{{- first_name -}}` are the same placeholder. */
function keyOf(source: string): string {
  const output = /^\{\{-?\s*([\s\S]*?)\s*-?\}\}$/.exec(source);
  return output ? (output[1] ?? '') : source;
}

function slotPlace(place: HtmlPlace): SlotPlace {
  if (place.in === 'text') return 'text';
  return place.in === 'double-quotes' || place.in === 'single-quotes' ? 'attribute' : 'nowhere';
}

/** `[{{ shop }}]` would become `[[[CUSTOM...]]]`; in plain text nothing can keep them apart. */
function keepFromBrackets(pieces: (string | DynamicPiece)[]): (string | DynamicPiece)[] {
  return pieces.map((piece, at) => {
    if (typeof piece === 'string') return piece;
    const [before, after] = [pieces[at - 1], pieces[at + 1]];
    const touches =
      (typeof before === 'string' && before.endsWith('[')) ||
      (typeof after === 'string' && after.startsWith(']'));
    return touches ? { ...piece, place: 'nowhere' as const } : piece;
  });
}
