/** Serves the built page: hashed assets for good, the page itself fresh with its nonce. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, resolve, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** What stands in the built page where its nonce belongs. */
const noncePlaceholder = '__CSP_NONCE__';

export type StaticAnswer =
  | { kind: 'page'; body: string }
  | { kind: 'file'; body: Buffer; type: string; cache: string }
  | { kind: 'refused' }
  | { kind: 'missing' }
  | { kind: 'not-built' };

/** @returns the folder of the built page, looked for upwards from this file, or null when it was not built. */
export function findPageDir(from: string = import.meta.dirname): string | null {
  const candidate = join(from, 'out', 'renderer');
  if (existsSync(join(candidate, 'index.html'))) return candidate;
  const parent = dirname(from);
  return parent === from ? null : findPageDir(parent);
}

/**
 * @param dir folder of the built page
 * @param rawPath path of the request as it was sent, without the query
 * @param nonce put into the page in place of its placeholder
 */
export async function readStatic(
  dir: string | null,
  rawPath: string,
  nonce: string,
): Promise<StaticAnswer> {
  const path = decodePath(rawPath);
  if (path === null) return { kind: 'refused' };
  if (dir === null) return { kind: 'not-built' };
  const extension = extname(path);
  // Addresses without a file ending are screens of the page.
  if (extension === '' || path === '/index.html') {
    const html = await readOrNull(join(dir, 'index.html'));
    if (html === null) return { kind: 'not-built' };
    return { kind: 'page', body: html.toString('utf8').replaceAll(noncePlaceholder, nonce) };
  }
  const file = resolve(dir, `.${path}`);
  if (!file.startsWith(resolve(dir) + sep)) return { kind: 'refused' };
  const type = types[extension.toLowerCase()];
  const body = type === undefined ? null : await readOrNull(file);
  if (body === null || type === undefined) return { kind: 'missing' };
  const hashed = path.startsWith('/assets/');
  const cache = hashed ? 'private, max-age=31536000, immutable' : 'no-cache';
  return { kind: 'file', body, type, cache };
}

/**
 * Decodes once and refuses whatever could name a file outside: going up, back-slashes (a separator
 * on Windows), NUL, a second layer of encoding.
 */
export function decodePath(rawPath: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(rawPath);
  } catch {
    return null;
  }
  if (!path.startsWith('/') || path.startsWith('//')) return null;
  if (path.includes('\\') || path.includes('\0') || path.includes('%')) return null;
  return path.split('/').includes('..') ? null : path;
}

async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null;
    throw error;
  }
}
