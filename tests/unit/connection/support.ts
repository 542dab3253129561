/** Stand-ins shared by the tests of the connection. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

import type { Grant } from '../../../electron/core/connection/sign-in.ts';
import type { Tokens } from '../../../electron/core/connection/tokens.ts';
import type { Clock, Fetch, Log, SecretBox } from '../../../electron/core/ports.ts';
import { RulepostError } from '../../../shared/errors/problem.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const offline = () => new RulepostError('offline', { reason: 'for a test' });

/** The code of the error `work` fails with, or "nothing". */
export const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error) => error.code ?? error.message,
  );

export interface NotedLog extends Log {
  /** All that was logged, as text. */
  text(): string;
}

export function createNotedLog(): NotedLog {
  const lines: string[] = [];
  const note = (fields: object, message: string) => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { debug: note, info: note, warn: note, error: note, text: () => lines.join('\n') };
}

export interface MemoryBox extends SecretBox {
  values: Map<string, string>;
  /** Thrown by reads and writes while set. */
  trouble: { read: Error | null; write: Error | null };
}

/** A secret box that other processes could write, too: nothing is kept but the map. */
export function createMemoryBox(): MemoryBox {
  const values = new Map<string, string>();
  const trouble: MemoryBox['trouble'] = { read: null, write: null };
  return {
    protection: { level: 'key-file', words: 'For tests.' },
    values,
    trouble,
    async read(name) {
      if (trouble.read) throw trouble.read;
      return values.get(name) ?? null;
    },
    async write(name, value) {
      if (trouble.write) throw trouble.write;
      values.set(name, value);
    },
    async remove(name) {
      values.delete(name);
    },
  };
}

export function tokensAt(now: number, more: Partial<Tokens> = {}): Tokens {
  return {
    version: 1,
    accessToken: 'access-0',
    refreshToken: 'refresh-0',
    receivedAt: now,
    expiresAt: now + DAY,
    connectedAt: now,
    refreshedAt: null,
    clientId: 'client',
    flow: 'pkce',
    redirectUri: 'http://localhost:18471/oauth/callback',
    authority: 'this machine',
    refusedAt: null,
    ...more,
  };
}

/** A token endpoint behind the keeper's `refresh`, as strict as the real one: one use each. */
export function createRotation(clock: Clock, life = DAY) {
  let valid = 'refresh-0';
  let count = 0;
  const rotation = {
    /** Refresh tokens that were presented, in order. */
    presented: [] as string[],
    /** Presented though no longer valid. */
    refused: 0,
    /** Thrown instead of answering while set. */
    failure: null as Error | null,
    /** How many were being answered at once, at most. */
    atOnce: 0,
    kind: 'rotating' as 'rotating' | 'same value' | 'left out',
    /** Answers only when this resolves. */
    gate: Promise.resolve(),
    /** Another process refreshes, without our lock. */
    elsewhere(): { accessToken: string; refreshToken: string } {
      count++;
      valid = `refresh-${count}`;
      return { accessToken: `access-${count}`, refreshToken: valid };
    },
    async refresh(tokens: Tokens, refusal: Error): Promise<Grant> {
      rotation.atOnce = Math.max(rotation.atOnce, ++inside);
      try {
        await rotation.gate;
        if (rotation.failure) throw rotation.failure;
        rotation.presented.push(tokens.refreshToken ?? '');
        if (tokens.refreshToken !== valid) {
          rotation.refused++;
          throw refusal;
        }
        count++;
        if (rotation.kind === 'rotating') valid = `refresh-${count}`;
        const now = clock.now();
        return {
          accessToken: `access-${count}`,
          refreshToken: rotation.kind === 'left out' ? null : valid,
          receivedAt: now,
          expiresAt: now + life,
        };
      } finally {
        inside--;
      }
    },
  };
  let inside = 0;
  return rotation;
}

/** A fetch that answers from a list of functions, and notes what it was asked. */
export function createScriptedFetch() {
  const asked: { url: string; method: string; headers: Headers; body: URLSearchParams }[] = [];
  const answers: (() => Response | Promise<Response>)[] = [];
  const fetch: Fetch = async (input, init) => {
    const body = new URLSearchParams(String(init?.body ?? ''));
    asked.push({
      url: String(input),
      method: init?.method ?? 'GET',
      headers: new Headers(init?.headers),
      body,
    });
    const next = answers.shift();
    if (!next) throw new Error(`nothing is scripted for ${String(input)}`);
    return next();
  };
  return {
    fetch,
    asked,
    json: (body: unknown, status = 200) => answers.push(() => Response.json(body, { status })),
    answer: (answer: () => Response | Promise<Response>) => answers.push(answer),
  };
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
