/**
 * The nonce that this page's style elements must carry. The service puts a fresh one into
 * index.html with every answer and names it in the Content-Security-Policy.
 */
export const styleNonce =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

// Mantine locks scrolling below a dialog through react-remove-scroll, which looks for the nonce of
// its style element under this global name and nowhere else (package get-nonce).
Object.assign(globalThis, { __webpack_nonce__: styleNonce });
