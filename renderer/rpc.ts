/** The page's side of the contract: one typed client, query options from it, and its errors. */
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import type { Contract } from '../shared/contract/contract.ts';
import type { Problem } from '../shared/errors/problem.ts';

export type Client = ContractRouterClient<Contract>;

const callTimeoutMs = 15_000;
/** Calls that read a whole file or wait for Constant Contact. */
const slowCallTimeoutMs = 120_000;
const slowCalls = ['doctor', 'rules.apply', 'rules.run', 'rules.dryRun', 'connection.recheck'];

/** The transport is HTTP to wherever the page came from. */
const link = new RPCLink({
  url: `${location.origin}/rpc`,
  fetch: (request, init, _options, path) =>
    fetch(request, { ...init, signal: withTimeout(request.signal, path.join('.')) }),
});

function withTimeout(signal: AbortSignal, call: string): AbortSignal {
  if (call === 'changes') return signal;
  const ms = slowCalls.includes(call) ? slowCallTimeoutMs : callTimeoutMs;
  return AbortSignal.any([signal, AbortSignal.timeout(ms)]);
}

export const client: Client = createORPCClient(link);
export const orpc = createTanstackQueryUtils(client);

/** Cached answers. `changes` says when to ask again, so nothing is asked on a timer. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The service is on this machine: being offline does not mean it cannot be asked.
      networkMode: 'always',
      retry: (failures, error) => failures < 1 && isServiceAway(error),
      staleTime: 60_000,
    },
    mutations: { networkMode: 'always' },
  },
});

/** @returns true when no answer came at all: the service is stopped, restarting or stuck. */
export function isServiceAway(error: unknown): boolean {
  return !(error instanceof ORPCError);
}

/** @returns true when the service answers, but does not know this browser (any more). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'UNAUTHORIZED';
}

export const signedOutProblem: Problem = {
  code: 'signed-out',
  what: 'This browser is not let in any more.',
  advice: 'Type "rulepost open" on the machine Rulepost runs on: it opens this page again.',
};

const awayProblem: Problem = {
  code: 'service-away',
  what: 'Rulepost is not answering.',
  advice: 'Nothing is lost. The page goes on by itself as soon as Rulepost is back.',
};

const refusedInput: Problem = {
  code: 'input-refused',
  what: 'Rulepost could not accept what was entered.',
  advice: 'Check the fields and try again.',
};

const unexpected: Problem = {
  code: 'unexpected',
  what: 'Something unexpected happened.',
  advice: 'Try again. If it comes back, run the checks under Settings.',
};

/** @returns the words to show for anything a call threw. */
export function problemOf(error: unknown): Problem {
  if (isServiceAway(error)) return awayProblem;
  if (isSignedOut(error)) return signedOutProblem;
  if (error instanceof ORPCError && error.code === 'PROBLEM' && isProblem(error.data)) {
    return error.data;
  }
  return error instanceof ORPCError && error.code === 'BAD_REQUEST' ? refusedInput : unexpected;
}

function isProblem(data: unknown): data is Problem {
  return typeof data === 'object' && data !== null && 'what' in data && 'advice' in data;
}
