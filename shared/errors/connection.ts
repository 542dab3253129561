import type { ErrorCatalogue } from './words.ts';

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
  disconnected: {
    what: 'Rulepost has forgotten the connection. Rules and history are kept.',
    advice:
      'To take back the permission itself as well, remove Rulepost from the connected apps in the settings of your Constant Contact account.',
  },
  'connection-not-lasting': {
    what: 'Constant Contact gave permission for one day only, so the connection will end by itself.',
    advice:
      'Reconnect in the browser instead of with a code, and see that the API key was registered with "Rotating" or "Long lived" refresh tokens.',
  },
  'client-refused': {
    what: 'Constant Contact does not accept the API key: {reason}.',
    advice:
      'Check the API key (and the client secret, if you use one) in the settings of the connection against the developer portal of Constant Contact.',
  },
  'connection-elsewhere': {
    what: 'The connection was made with {before}, but Rulepost is now set to {now}.',
    advice: 'Set the address back as it was, or reconnect.',
  },

  // Secrets on this machine.
  'secrets-unreadable': {
    what: 'The stored connection cannot be decrypted: {reason}.',
    advice:
      'Unlock the keychain or give the right passphrase and start again. If it is lost, move the file secrets.json out of the data folder (keep it) and reconnect.',
  },

  // Before an attempt to connect.
  'client-id-missing': {
    what: 'Rulepost does not know your Constant Contact API key yet.',
    advice:
      'Paste your API key first: it is shown in the developer portal of Constant Contact under My Applications.',
  },
  'client-secret-missing': {
    what: 'Connecting with a client secret needs the secret, and none is set.',
    advice: 'Enter the client secret beside the API key, or connect without one.',
  },
  'client-fixed': {
    what: 'The API key is given by the settings of this machine and cannot be changed here.',
    advice: 'Change RULEPOST_CLIENT_ID and RULEPOST_CLIENT_SECRET there and start Rulepost again.',
  },
  'address-not-secure': {
    what: 'The sign-in address {address} is not secure: it does not begin with https.',
    advice: 'Correct the address. Only a practice account on this very machine may do without.',
  },

  // How an attempt to connect ends.
  'consent-denied': {
    what: 'The permission was not given in Constant Contact, so Rulepost is not connected.',
    advice: 'If that was a mistake, connect again and press Allow.',
  },
  'consent-refused': {
    what: 'Constant Contact refused to connect: {reason}.',
    advice:
      'Check that the API key is right and that the addresses Rulepost shows are registered with it, letter by letter. Then connect again.',
  },
  'consent-stale': {
    what: 'Constant Contact did not accept the permission any more: it is good for five minutes and one use.',
    advice: 'Connect again and finish without a long break.',
  },
  'attempt-expired': {
    what: 'Nobody finished connecting in time.',
    advice: 'Connect again.',
  },
  'attempt-cancelled': {
    what: 'This attempt to connect was cancelled.',
    advice: 'Connect again when you want to.',
  },
  'attempt-replaced': {
    what: 'Another attempt to connect replaced this one.',
    advice: 'Finish the newer one: go to the browser tab it opened, or connect again.',
  },

  // An answer from the browser that does not fit.
  'answer-used': {
    what: 'This answer of Constant Contact was already used.',
    advice:
      'Look at the connection in Rulepost: if it is connected, all is well. If not, connect again.',
  },
  'answer-unexpected': {
    what: 'Rulepost is not waiting for an answer of Constant Contact now.',
    advice: 'Connect again from Rulepost, and finish in the browser tab it opens.',
  },
  'answer-foreign': {
    what: 'This answer of Constant Contact belongs to no attempt begun here.',
    advice: 'Use the browser tab that Rulepost opened last. The attempt is still waiting.',
  },
  'answer-incomplete': {
    what: 'Something is missing in the answer of Constant Contact ({reason}).',
    advice: 'Copy the whole address from the browser, from the first letter to the last.',
  },
  'answer-not-ours': {
    what: 'That is not the address Constant Contact sent the browser to.',
    advice:
      'After pressing Allow, copy the address of the page you land on, even if the page shows an error. It begins with http://localhost or app.rulepost.',
  },

  // What an account lacks for sending.
  'account-no-sender': {
    what: 'The account has no confirmed sender address{waiting}.',
    advice:
      'In Constant Contact, open the account settings, add the address you send from and press the link in the mail it gets. Then press "Check again".',
  },
  'account-no-address': {
    what: 'The account has no postal address. The law asks for one in every mail, so Constant Contact does not send without it.',
    advice: 'In Constant Contact, enter it in the account settings. Then press "Check again".',
  },
  'account-privileges': {
    what: 'The person who connected Rulepost may not do all it needs; missing: {privileges}.',
    advice:
      'Reconnect as the account owner or an account manager, or have one of them give you these rights in Constant Contact.',
  },
  'different-account': {
    what: 'Rulepost is now connected to "{now}". Before, it was "{before}".',
    advice:
      'If that is what you want, confirm it with "Check again". If not, disconnect and connect with the right account.',
  },
} satisfies ErrorCatalogue;
