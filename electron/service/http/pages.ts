/** The few small pages the service writes itself: how to get in, and what went wrong. */

interface SmallPage {
  title: string;
  /** Paragraphs; text between back-ticks is shown as something to type. */
  paragraphs: string[];
  /** Reloads the given path at once. */
  goTo?: string;
}

/** For a browser that is not signed in. */
export const signInPage: SmallPage = {
  title: 'Rulepost is running',
  paragraphs: [
    'This browser has not been let in yet.',
    'On the machine Rulepost runs on, type `rulepost open`. It opens this page, or prints a link that does.',
  ],
};

/** For a link that was used before, is too old, or never was one. */
export const usedLinkPage: SmallPage = {
  title: 'This link does not work any more',
  paragraphs: [
    'Each link to Rulepost works once, for one day and until Rulepost is restarted, so that nobody else can use it after you.',
    'Type `rulepost open` on the machine Rulepost runs on to get a new one.',
  ],
};

export const notBuiltPage: SmallPage = {
  title: 'The page is not built yet',
  paragraphs: [
    'Rulepost is running and the command line works, but the files of its page are missing.',
    'Type `npm run build` in the folder of Rulepost, then reload.',
  ],
};

export const notFoundPage: SmallPage = {
  title: 'There is nothing here',
  paragraphs: ['This address does not belong to Rulepost.'],
};

/** Moves on to `path` from a page of our own, so that the browser sends the strict cookie along. */
export function movingOnPage(path: string): SmallPage {
  return { title: 'One moment', paragraphs: ['Opening Rulepost.'], goTo: path };
}

/** @returns a whole HTML document; its only style stands under the given nonce. */
export function renderPage(page: SmallPage, nonce: string): string {
  const body = page.paragraphs.map((text) => `<p>${mark(text)}</p>`).join('\n');
  const refresh =
    page.goTo === undefined
      ? ''
      : `<meta http-equiv="refresh" content="0;url=${escapeHtml(page.goTo)}">\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}<title>${escapeHtml(page.title)}</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.4rem; }
code { padding: .15em .4em; border-radius: 4px; background: #8883; }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(page.title)}</h1>
${body}
</main>
</body>
</html>
`;
}

function mark(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
