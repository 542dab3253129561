/**
 * The addresses a browser is sent back to after consent, tried in this order. They are fixed
 * because the service compares redirect addresses exactly (constant-contact-v3 facts, section 2),
 * so all three are to be registered with the API key.
 */
export const redirectPorts = [18471, 28471, 38471] as const;

export const redirectPath = '/oauth/callback';

/** The same addresses in full, as they are typed into the registration form. */
export const redirectAddresses = redirectPorts.map(
  (port) => `http://localhost:${port}${redirectPath}`,
);
