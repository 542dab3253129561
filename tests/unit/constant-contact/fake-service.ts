/** A client on a fake fetch that answers from a script and remembers what it was asked. */

import { createConstantContact } from '../../../electron/core/constant-contact/client.ts';
import { createGovernor } from '../../../electron/core/constant-contact/governor.ts';
import type { CallerDeps } from '../../../electron/core/constant-contact/http.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

export interface Asked {
  method: string;
  url: URL;
  headers: Headers;
  body: unknown;
  redirect: RequestInit['redirect'];
  at: number;
}

/** An answer to give, an error to throw, or what decides about it. */
export type Answer =
  | Response
  | Error
  | ((asked: Asked, init: RequestInit) => Answer | Promise<Answer>);

export const apiUrl = 'https://api.example.test/v3';

export function reply(status: number, body?: unknown, headers?: Record<string, string>): Response {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  return new Response(status === 204 ? null : (text ?? ''), {
    status,
    ...(headers && { headers }),
  });
}

export function networkError(code: string, syscall?: string): Error {
  const cause = Object.assign(new Error(`${syscall ?? 'read'} ${code}`), {
    code,
    ...(syscall === undefined ? {} : { syscall }),
  });
  return new TypeError('fetch failed', { cause });
}

/** @param answers given in this order; the last one is given again and again */
export function fakeService(answers: Answer[], extra: Partial<CallerDeps> = {}) {
  const clock = createFakeClock(undefined, { autoAdvance: true });
  const saved = new Map<string, number>();
  const governor = createGovernor({
    clock,
    counters: { load: (day) => saved.get(day) ?? 0, save: (day, used) => saved.set(day, used) },
    random: () => 0,
  });
  const asked: Asked[] = [];
  const rejected: string[] = [];
  let generation = 1;
  const tokens = {
    accessToken: async () => `token-${generation}`,
    rejected: (token: string) => {
      rejected.push(token);
      generation += 1;
    },
  };

  async function fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const request: Asked = {
      method: init.method ?? 'GET',
      url: new URL(String(input)),
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      redirect: init.redirect,
      at: clock.now(),
    };
    asked.push(request);
    let answer = answers[Math.min(asked.length, answers.length) - 1];
    while (typeof answer === 'function') answer = await answer(request, init);
    if (answer === undefined) throw new Error('the script has no answer');
    if (answer instanceof Error) throw answer;
    return answer.clone();
  }

  const client = createConstantContact({
    apiUrl,
    fetch,
    clock,
    tokens,
    governor,
    random: () => 0,
    ...extra,
  });
  return { client, clock, governor, asked, rejected };
}

/** @returns what `work` throws; fails when it throws nothing */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
}
