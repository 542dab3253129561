/** `rulepost connect` and `disconnect`: the one consent, from a terminal. */
import type { Attempt, ConnectionStatus, Flow } from '../../../shared/contract/schemas.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Client } from '../client.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { createOpener } from '../host/opener.ts';
import { silentLog } from '../host/silent-log.ts';
import { StoredProblem, toCliProblem } from '../problems.ts';
import { ask, askHidden, readLines } from '../prompt.ts';
import { changesOf } from '../watch.ts';
import { bold, mark } from '../words.ts';

export interface ConnectCommandOptions {
  device: boolean;
  browser: boolean;
  paste: boolean;
  clientId: string | undefined;
  withSecret: boolean;
}

export function connectCommand(
  context: CommandContext,
  options: ConnectCommandOptions,
): Promise<number> {
  return withConnection(context, async ({ client }) => {
    await setClient(context, client, options);
    const { connection } = await client.status();
    const flow: Flow = options.device ? 'device' : connection.hasClientSecret ? 'secret' : 'pkce';
    const attempt = await begin(context, client, flow, options);
    const connected = await waitForConsent(context, client, attempt, options);
    if (!connected) {
      await client.connection.cancel();
      context.output.aside('Not connected. Start again with "rulepost connect".');
      return exitCodes.interrupted;
    }
    const status = await readAccount(context, client);
    context.output.document(status);
    for (const line of connectedLines(status)) context.output.line(line);
    return exitCodes.done;
  });
}

export function disconnectCommand(context: CommandContext): Promise<number> {
  return withConnection(context, async ({ client }) => {
    await client.connection.disconnect();
    context.output.document({ disconnected: true });
    context.output.line(
      `${mark('good')} Disconnected. Rules and their history stay; nothing is sent.`,
    );
    return exitCodes.done;
  });
}

/**
 * Client id and secret: an argument may carry the id only, because arguments are seen by everybody.
 * What the core has already (from the same environment, or from earlier) is left as it is.
 */
async function setClient(
  { env, output, signal }: CommandContext,
  client: Client,
  options: ConnectCommandOptions,
): Promise<void> {
  const { connection } = await client.status();
  const known = connection.clientId ?? undefined;
  const terminal = process.stdin.isTTY === true && !output.json;
  let clientId = options.clientId ?? (env.RULEPOST_CLIENT_ID || known);
  if (clientId === undefined && terminal) {
    clientId = await ask('API key (client id) of your app at Constant Contact: ', signal);
  }
  if (!clientId) throw new RulepostError('client-id-needed');

  let clientSecret: string | undefined;
  if (options.withSecret) {
    if (!terminal) {
      const reason = '--with-secret asks at a terminal; elsewhere set RULEPOST_CLIENT_SECRET.';
      throw new RulepostError('wrong-usage', { reason });
    }
    clientSecret = await askHidden('Client secret (not shown): ', signal);
  } else if (!connection.hasClientSecret || clientId !== known) {
    clientSecret = env.RULEPOST_CLIENT_SECRET || undefined;
  }
  if (clientId === known && clientSecret === undefined) return;
  await client.connection.setClient({ clientId, ...(clientSecret ? { clientSecret } : {}) });
}

async function begin(
  { env, output }: CommandContext,
  client: Client,
  flow: Flow,
  options: ConnectCommandOptions,
): Promise<Attempt> {
  const attempt = await client.connection.begin({ flow, open: false });
  if (attempt.device !== null) {
    output.aside(`Open  ${bold(attempt.device.verificationUri)}  on any device`);
    output.aside(`and enter the code  ${bold(attempt.device.userCode)}`);
    output.aside();
    output.aside('Waiting for you there ...');
    return attempt;
  }
  const wanted = options.browser && !options.paste;
  const opened = wanted && (await createOpener(env, silentLog).open(attempt.url));
  output.aside(
    opened
      ? 'Your browser opens Constant Contact. If it does not, open:'
      : 'Open this address in a browser:',
  );
  output.aside(`  ${attempt.url}`);
  output.aside();
  if (options.paste || attempt.redirectUri === null) output.aside(pasteWords);
  else output.aside('Sign in there and allow Rulepost. Waiting for you ...');
  return attempt;
}

const pasteWords =
  'Sign in there and allow Rulepost. Then copy the address the browser landed on\n' +
  '(the page itself may say it cannot be reached) and paste it here:';

/** @returns true when connected, false when the person gave up (Ctrl-C) */
async function waitForConsent(
  context: CommandContext,
  client: Client,
  first: Attempt,
  options: ConnectCommandOptions,
): Promise<boolean> {
  const { output, signal } = context;
  const reading = options.paste || (process.stdin.isTTY === true && !output.json);
  let attempt = first;
  let offered = options.paste || first.device !== null;
  const stopReading = reading ? readLines((line) => void onLine(line)) : () => {};

  async function onLine(line: string): Promise<void> {
    if (line === '') return;
    try {
      if (line.toLowerCase() === 'c') attempt = await begin(context, client, 'device', options);
      else await client.connection.paste({ address: line });
    } catch (error) {
      const problem = toCliProblem(error);
      output.aside(`${mark('warning')} ${problem.what}\n  ${problem.advice}`);
    }
  }

  try {
    for await (const _ of changesOf(client, ['attempt', 'status'], signal)) {
      const now = await client.connection.attempt();
      if (now === null || now.id !== attempt.id) {
        // The answer of a begin that is under way has the new attempt; anything else replaced ours.
        if (now?.flow === 'device' && attempt.flow !== 'device' && reading) continue;
        throw gaveUp('another attempt took its place');
      }
      if (now.state === 'connected') return true;
      if (now.state !== 'waiting') {
        throw now.problem ? new StoredProblem(now.problem) : gaveUp(endings[now.state]);
      }
      if (!offered && Date.now() >= now.offerAlternativesAt) {
        offered = true;
        for (const line of alternatives(reading)) output.aside(line);
      }
    }
    return false;
  } finally {
    stopReading();
  }
}

const endings = {
  failed: 'it was refused',
  cancelled: 'it was cancelled',
  expired: 'the time for it ran out',
  replaced: 'another attempt took its place',
} as const;

function gaveUp(reason: string): RulepostError {
  return new RulepostError('connect-gave-up', { reason });
}

function alternatives(reading: boolean): string[] {
  const device = reading
    ? 'To use a code on another device instead, type c and press Enter.'
    : 'To use a code on another device instead: rulepost connect --device';
  const paste = reading
    ? 'If the browser landed on a page that does not open, paste its address here.'
    : 'If the browser landed on a page that does not open: rulepost connect --paste';
  return ['', 'Still waiting. The link above works in any browser on this machine.', paste, device];
}

/** The profile arrives a moment after the consent. */
async function readAccount({ signal }: CommandContext, client: Client): Promise<ConnectionStatus> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  for await (const _ of changesOf(client, ['status'], enough)) {
    const { connection } = await client.status();
    if (connection.account !== null || connection.problem !== null) return connection;
  }
  return (await client.status()).connection;
}

function connectedLines(connection: ConnectionStatus): string[] {
  const { account, missing } = connection;
  const as = account
    ? `Connected as ${bold(account.organisation)} (signed in as ${account.signedInAs}).`
    : 'Connected.';
  const lines = [`${mark('good')} ${as}`, `  ${connection.protection.words}`];
  if (missing.length > 0) lines.push('', 'Before mail can be sent:');
  for (const problem of missing)
    lines.push(`${mark('warning')} ${problem.what}`, `  ${problem.advice}`);
  return lines;
}
