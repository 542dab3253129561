/** The pages a person sees while connecting to the practice account. */
import { escapeHtml } from '../html.ts';
import { scopes } from './clients.ts';

export function consentPage(request: {
  action: string;
  requestId: string;
  client: string;
  organization: string;
  scope: string;
}): string {
  const wanted = request.scope
    .split(' ')
    .map((name) => `<li>${escapeHtml(scopes[name] ?? name)}</li>`)
    .join('');
  return page(
    `Allow ${request.client}?`,
    `<p><strong>${escapeHtml(request.client)}</strong> would like to use the practice account of
     <strong>${escapeHtml(request.organization)}</strong>. It will be able to:</p>
     <ul>${wanted}</ul>
     <form method="post" action="${escapeHtml(request.action)}">
       <input type="hidden" name="request" value="${escapeHtml(request.requestId)}">
       <button name="decision" value="allow" class="main">Allow</button>
       <button name="decision" value="deny">Deny</button>
     </form>`,
  );
}

/** @param problem why an earlier code was not accepted */
export function deviceCodePage(action: string, userCode: string, problem?: string): string {
  return page(
    'Connect a device',
    `<p>Type the code that your other screen shows.</p>
     ${problem === undefined ? '' : `<p role="alert" class="problem">${escapeHtml(problem)}</p>`}
     <form method="post" action="${escapeHtml(action)}">
       <label for="code">Code</label>
       <input id="code" name="user_code" value="${escapeHtml(userCode)}" autocomplete="off"
         autocapitalize="characters" spellcheck="false" required autofocus>
       <button class="main">Continue</button>
     </form>`,
  );
}

export function messagePage(title: string, words: string): string {
  return page(title, `<p>${escapeHtml(words)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - Practice account</title>
<style>
  :root { color-scheme: light dark; --ink: #1d2733; --soft: #51606f; --paper: #fff; --desk: #eef1f4;
    --line: #c9d1d9; --blue: #14589e; --on-blue: #fff; --sign: #fff3cd; --on-sign: #533f03; --red: #a11d1d; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --soft: #a9b5c0; --paper: #1b222a;
    --desk: #11161b; --line: #3a4652; --blue: #8ec3f7; --on-blue: #0c1a28; --sign: #4a3b0d;
    --on-sign: #ffe9a8; --red: #ffaaa5; } }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
    background: var(--desk); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
  main { width: 100%; max-width: 28rem; background: var(--paper); border: 1px solid var(--line);
    border-radius: 12px; overflow: hidden; }
  .sign { margin: 0; padding: .6rem 1.5rem; background: var(--sign); color: var(--on-sign); font-size: .9rem; }
  .sign strong { letter-spacing: .06em; }
  .content { padding: 1.25rem 1.5rem 1.5rem; }
  h1 { margin: 0 0 .5rem; font-size: 1.35rem; line-height: 1.3; }
  ul { padding-left: 1.2rem; color: var(--soft); }
  form { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.25rem; align-items: end; }
  label { width: 100%; font-weight: 600; }
  input:not([type=hidden]) { flex: 1 1 10rem; min-width: 0; padding: .6rem .75rem; border: 1px solid var(--line);
    border-radius: 8px; background: var(--paper); color: inherit; font: 600 1.1rem ui-monospace, monospace; }
  button { padding: .65rem 1.4rem; border: 1px solid var(--line); border-radius: 8px; background: transparent;
    color: inherit; font: inherit; font-weight: 600; cursor: pointer; }
  button.main { background: var(--blue); border-color: var(--blue); color: var(--on-blue); }
  :focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
  .problem { color: var(--red); font-weight: 600; }
</style>
</head>
<body>
<main>
  <p class="sign"><strong>PRACTICE ACCOUNT</strong> - nothing here leaves this computer.</p>
  <div class="content">
    <h1>${escapeHtml(title)}</h1>
    ${content}
  </div>
</main>
</body>
</html>
`;
}
