/** Connects the practice account without a person, where its consent page allows that. */
import type { Attempt } from '../../../shared/contract/schemas.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Fetch } from '../../core/ports.ts';
import type { Client } from '../client.ts';
import type { CommandContext } from '../command.ts';
import { StoredProblem } from '../problems.ts';
import { changesOf } from '../watch.ts';
import { walkConsent } from './consent-walk.ts';

/** @returns the organisation's name */
export async function connectPractice(
  context: CommandContext,
  client: Client,
  fetch: Fetch,
): Promise<string> {
  const { state } = (await client.status()).connection;
  if (state === 'not-connected' || state === 'reconnect-needed') {
    const attempt = await client.connection.begin({ flow: 'pkce', open: false });
    if (!(await agree(attempt, fetch, context.signal))) {
      context.output.aside('This server wants a person. Open this address in a browser:');
      context.output.aside(`  ${attempt.url}`);
    }
    await waitUntilConnected(context, client, attempt);
  }
  for await (const _ of changesOf(client, ['status'], context.signal)) {
    const { account, problem } = (await client.status()).connection;
    if (account !== null) return account.organisation;
    if (problem !== null) throw new StoredProblem(problem);
  }
  throw gaveUp('it was stopped');
}

async function agree(attempt: Attempt, fetch: Fetch, signal: AbortSignal): Promise<boolean> {
  const { url, redirectUri } = attempt;
  if (redirectUri === null) return false;
  return walkConsent({ url, redirectUri, fetch, signal });
}

async function waitUntilConnected(
  { signal }: CommandContext,
  client: Client,
  attempt: Attempt,
): Promise<void> {
  for await (const _ of changesOf(client, ['attempt'], signal)) {
    const now = await client.connection.attempt();
    if (now?.state === 'connected') return;
    if (now === null || now.id !== attempt.id) throw gaveUp('another attempt took its place');
    if (now.state === 'waiting') continue;
    throw now.problem ? new StoredProblem(now.problem) : gaveUp('the attempt ended');
  }
  throw gaveUp('it was stopped');
}

function gaveUp(reason: string): RulepostError {
  return new RulepostError('connect-gave-up', { reason });
}
