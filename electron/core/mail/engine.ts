/** LiquidJS, cut down to what a mail needs and fenced in: no files, no endless loops. */
import { CaptureTag, type Context, type FS, Liquid } from 'liquidjs';
import { escapeHtml, MadeHtml } from './escape.ts';
import { installFilters } from './filters.ts';

const tags = new Set([
  'assign',
  'capture',
  'if',
  'unless',
  'case',
  'for',
  'break',
  'continue',
  'comment',
  'raw',
  '#',
]);

/** Per rendering of one person's mail. */
const MOST_MILLISECONDS = 2_000;
/** LiquidJS counts roughly characters and list items. */
const MOST_MEMORY = 500_000;
/** Of a template, in characters; far more than a mail may have. */
const MOST_SOURCE = 1_000_000;

const noFiles: FS = {
  exists: () => Promise.resolve(false),
  existsSync: () => false,
  readFile: () => Promise.reject(new Error('a mail cannot include files')),
  readFileSync: () => {
    throw new Error('a mail cannot include files');
  },
  resolve: (_dir, file) => file,
};

/** @param format values are escaped in HTML, and stay as they are in text */
export function createEngine(format: 'html' | 'text'): Liquid {
  const engine = new Liquid({
    relativeReference: false,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    fs: noFiles,
    parseLimit: MOST_SOURCE,
    renderLimit: MOST_MILLISECONDS,
    memoryLimit: MOST_MEMORY,
    ...(format === 'html' && { outputEscape: escapeOutput }),
  });
  for (const name of Object.keys(engine.tags)) if (!tags.has(name)) delete engine.tags[name];
  installFilters(engine);
  if (format === 'html') engine.registerTag('capture', CaptureHtml);
  return engine;
}

function escapeOutput(value: unknown): string {
  if (value instanceof MadeHtml) return value.html;
  return value === undefined || value === null ? '' : escapeHtml(String(value));
}

/** Remembers that what was captured is HTML, so that printing it does not escape it again. */
class CaptureHtml extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const html = yield this.liquid.renderer.renderTemplates(this.templates, context);
    context.bottom()[this.variable] = new MadeHtml(html);
  }
}
