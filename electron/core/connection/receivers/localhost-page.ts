/** The page a person lands on after consent: complete in itself, without scripts. */
import { createHash } from 'node:crypto';
import type { Outcome } from '../receiver.ts';

const style = `
:root { color-scheme: light dark; --back: #f6f7f9; --card: #fff; --text: #1d2433; --soft: #5b6478; --good: #1a7f4b; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --back: #14171f; --card: #1e232e; --text: #e8ebf2; --soft: #a3acbf; --good: #5fd39a; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--back); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 30rem; padding: 2.25rem; border-radius: 1rem; background: var(--card); box-shadow: 0 1px 3px rgb(0 0 0 / .08), 0 12px 32px rgb(0 0 0 / .08); text-align: center; }
.mark { width: 3.25rem; height: 3.25rem; margin: 0 auto 1.1rem; border-radius: 50%; display: grid; place-items: center; color: var(--card); font-size: 1.6rem; font-weight: 700; }
.good { background: var(--good); } .bad { background: var(--bad); }
h1 { margin: 0 0 .5rem; font-size: 1.3rem; line-height: 1.35; overflow-wrap: anywhere; }
p { margin: 0; color: var(--soft); }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  // The address of this page carries the answer; it goes nowhere from here.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

export function outcomePage(outcome: Outcome): string {
  if (outcome.ok) {
    const who = outcome.organisation ? ` as ${outcome.organisation}` : '';
    return page('good', '✓', `Connected${who}.`, 'You can close this tab. Rulepost does the rest.');
  }
  return page('bad', '!', outcome.problem.what, outcome.problem.advice);
}

export function plainPage(heading: string, text: string): string {
  return page('bad', '!', heading, text);
}

function page(kind: 'good' | 'bad', mark: string, heading: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rulepost</title>
<style>${style}</style>
</head>
<body>
<main>
<div class="mark ${kind}" aria-hidden="true">${mark}</div>
<h1>${escapeHtml(heading)}</h1>
<p>${escapeHtml(text)}</p>
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
