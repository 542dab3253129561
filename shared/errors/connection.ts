import type { ErrorCatalogue } from './catalogue.ts';

/** Consent, tokens and secrets. */
export const connectionErrors = {
  'not-connected': {
    what: 'Rulepost is not connected to a Constant Contact account yet.',
    advice: 'Connect it: press Connect in the page, or run "rulepost connect".',
  },
  'reconnect-needed': {
    what: 'Constant Contact no longer accepts this connection.',
    advice:
      'Reconnect: press Reconnect in the page, or run "rulepost connect". Nothing queued is lost; it goes on afterwards.',
  },
  'secrets-unreadable': {
    what: 'The stored connection cannot be decrypted: {reason}.',
    advice:
      'Unlock the keychain or give the right passphrase and start again. If it is lost, reconnect.',
  },
} satisfies ErrorCatalogue;
