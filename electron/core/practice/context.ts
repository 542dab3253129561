/** What the parts of the practice account share, and the shape of an endpoint. */
import { z } from 'zod';
import type { Clock } from '../ports.ts';
import type { AccountDocument } from './entities.ts';
import { invalid, type KeyGroup } from './errors.ts';
import type { PracticeState } from './state.ts';
import type { PracticeDelays, PracticeLimits, PracticeSwitches } from './switches.ts';

export interface PracticeClient {
  id: string;
  /** Name on the consent page. */
  name: string;
  /** A client without a secret is public and must use PKCE. */
  secret?: string | undefined;
}

export interface Practice {
  clock: Clock;
  state: PracticeState;
  /** Open questions, limits and delays may be changed at any time. */
  switches: PracticeSwitches;
  limits: PracticeLimits;
  delays: PracticeDelays;
  clients: PracticeClient[];
  redirectUris: string[];
  newId(): string;
  /** The account's own document; call `saveAccount` after changing it. */
  account(): AccountDocument;
  saveAccount(): void;
  /** Told once per send, after the mails are in the mailbox. */
  mailArrived(mailIds: string[]): void;
}

export interface ApiCall {
  /** Blanks of the path. */
  params: Record<string, string>;
  /** With what a paging cursor holds already unpacked. */
  query: URLSearchParams;
  /** Parsed JSON; undefined when there is none. */
  body: unknown;
  now: number;
}

export interface Answer {
  status: number;
  body?: unknown;
}

export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As in the API description, e.g. `/contacts/{contact_id}`. */
  path: string;
  scope: string | null;
  privilege: string | null;
  /** Refused with 429 while too many bulk activities are queued. */
  bulk?: boolean;
  handle(call: ApiCall): Answer;
}

/** Checks a request body. @throws ApiProblem 400 with one entry per violation */
export function readBody<T extends z.ZodType>(
  schema: T,
  body: unknown,
  group: KeyGroup,
): z.infer<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalid(
    group,
    ...result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`),
  );
}

/** Reads one of a fixed set of query values. @throws ApiProblem 400 for any other */
export function readChoice<T extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly T[],
  group: KeyGroup,
): T | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  const choice = choices.find((c) => c === value);
  if (choice === undefined) throw invalid(group, `${name} must be one of ${choices.join(', ')}.`);
  return choice;
}

/** Reads an ISO-8601 query value as epoch milliseconds. @throws ApiProblem 400 when it is none */
export function readInstant(
  query: URLSearchParams,
  name: string,
  group: KeyGroup,
): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  const instant = Date.parse(value);
  if (Number.isNaN(instant)) throw invalid(group, `${name} must be an ISO-8601 date.`);
  return instant;
}

/** Reads a comma-separated query value; empty when it is absent. */
export function readList(query: URLSearchParams, name: string): string[] {
  const value = query.get(name);
  return value === null ? [] : value.split(',').map((part) => part.trim());
}

export const iso = (instant: number): string => new Date(instant).toISOString();
export const isoDay = (instant: number): string => iso(instant).slice(0, 10);
export const maybeIso = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : iso(instant);

/** Good enough for a service that answers "Invalid email address" to what cannot be one. */
export const isAddress = (text: string): boolean => z.email().safeParse(text).success;
