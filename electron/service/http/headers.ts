/** Headers every answer of the service carries, and the content policy of its pages. */
import type { ServerResponse } from 'node:http';

/**
 * The policy of a page. Everything is refused but the program's own files.
 *
 * The nonce is for the one style tag Mantine writes. Style *attributes* stay allowed because the
 * preview of a mail (an `<iframe sandbox srcdoc>`, which inherits this policy) is made of them.
 *
 * @param nonce fresh random value of this answer
 */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** Sets what every answer carries. Pages set their own content policy afterwards. */
export function setCommonHeaders(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cache-Control', 'no-store');
}
