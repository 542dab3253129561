/**
 * Prepares a mail's HTML for showing in a sandboxed frame.
 *
 * The frame takes over the page's Content-Security-Policy, which knows style elements by a nonce
 * only, so they get it. Links lose their addresses: a preview must not lead away, least of all to
 * an unsubscribe page.
 */
export function mailDocument(html: string, nonce: string): string {
  // Constant Contact puts an invisible image here (constant-contact-v3 facts, section 14).
  const shown = html.replaceAll('[[trackingImage]]', '');
  // Before parsing: the parser itself already asks the policy about each style element.
  const allowed = shown.replace(/<style\b/gi, `<style nonce="${nonce}"`);
  const mail = new DOMParser().parseFromString(allowed, 'text/html');

  for (const element of mail.querySelectorAll('script, base, meta[http-equiv], link')) {
    element.remove();
  }
  for (const link of mail.querySelectorAll('a[href], area[href]')) {
    link.setAttribute('title', link.getAttribute('href') ?? '');
    link.removeAttribute('href');
    link.classList.add('rp-link');
  }
  const ground = mail.createElement('style');
  ground.setAttribute('nonce', nonce);
  ground.textContent = groundRules;
  mail.head.prepend(ground);

  return `<!doctype html>\n${mail.documentElement.outerHTML}`;
}

/** A mail is read on white with dark letters, whatever the page around it looks like. */
const groundRules = `
  :root { color-scheme: light; background: #fff; }
  body { margin: 20px; font-family: system-ui, sans-serif; color: #222; overflow-wrap: anywhere; }
  img { max-width: 100%; }
  .rp-link { color: #2a5db0; text-decoration: underline; cursor: default; }
`;
