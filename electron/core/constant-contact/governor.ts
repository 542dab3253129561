/**
 * The governor: every call to Constant Contact asks it for leave to go.
 *
 * The service allows 4 calls a second and 10,000 a UTC day per client id (constant-contact-v3
 * facts, section 2). The governor keeps below both, lets the more urgent go first, and stands
 * still when the service says that it is too much.
 *
 * Wall clocks jump. Whatever is remembered is a span with a beginning and an end: a clock outside
 * of it, on either side, is no longer held by it, so a jump costs at most one span.
 */
import type { Quota } from '../../../shared/contract/schemas.ts';
import { hasCode, RulepostError } from '../../../shared/errors/problem.ts';
import type { Clock } from '../ports.ts';

/** Most urgent first: a person waits, mail is being sent, an old script asks, nobody waits. */
export const priorities = ['person', 'send', 'bridge', 'poll'] as const;
export type Priority = (typeof priorities)[number];

/** Where the calls of a day are counted durably. `day` is a UTC date, `YYYY-MM-DD`. */
export interface DayCounters {
  load(day: string): number;
  /** Returns once the count is stored; a failure keeps the call from leaving. */
  save(day: string, used: number): void;
}

export interface Governor {
  /**
   * Waits for its turn and starts `work`, which is to send exactly one request.
   * @throws RulepostError `quota-exceeded` while the day's calls are used up; the signal's reason
   *   when aborted while waiting; whatever `work` throws
   */
  run<T>(
    priority: Priority,
    signal: AbortSignal | undefined,
    work: () => T | Promise<T>,
  ): Promise<T>;
  /** The service answered "too many calls": nothing leaves for about a second. */
  throttled(): void;
  /**
   * The service answered that the day's calls are used up.
   * @param leftAt when the refused call left, epoch ms; default now
   */
  quotaExceeded(leftAt?: number): void;
  state(): Quota;
  /** Called after each change of `state()`. @returns a function that stops listening */
  onChange(listener: () => void): () => void;
}

export interface GovernorDeps {
  clock: Clock;
  counters: DayCounters;
  perSecond?: number;
  perDay?: number;
  random?: () => number;
}

const dayMs = 86_400_000;
/** A little over a second: calls that leave a second apart may arrive closer together. */
const windowMs = 1_050;
const pauseMs = 1_000;
/** While the UTC day is younger than this, the service's clock may still be in the day before. */
const youngDayMs = 600_000;

interface Waiter {
  start(): void;
  reject(error: unknown): void;
}
interface Span {
  from: number;
  until: number;
}

export function createGovernor(deps: GovernorDeps): Governor {
  const { clock, counters, perSecond = 4, perDay = 10_000, random = Math.random } = deps;
  const queues: Record<Priority, Waiter[]> = { person: [], send: [], bridge: [], poll: [] };
  const listeners = new Set<() => void>();
  /** When the last `perSecond` calls started, oldest first. */
  let starts: number[] = [];
  let pause: Span | null = null;
  let park: Span | null = null;
  let counted: { day: string; used: number } | null = null;
  let pumping = false;
  let waking = false;

  function usedOn(day: string): number {
    if (counted?.day !== day) counted = { day, used: counters.load(day) };
    return counted.used;
  }

  function setUsed(day: string, used: number): void {
    counters.save(day, used);
    counted = { day, used };
  }

  function parkedUntil(): number | null {
    const now = clock.now();
    if (usedOn(utcDay(now)) >= perDay) return nextMidnight(now);
    return park && within(park, now) ? park.until : null;
  }

  /** How long the next call has to wait, in ms. */
  function waitMs(): number {
    const now = clock.now();
    if (pause && within(pause, now)) return pause.until - now;
    starts = starts.map((start) => Math.min(start, now));
    const oldest = starts[0];
    if (oldest === undefined || starts.length < perSecond) return 0;
    return Math.max(0, oldest + windowMs - now);
  }

  function next(): Waiter | undefined {
    for (const priority of priorities) {
      const waiter = queues[priority].shift();
      if (waiter) return waiter;
    }
    return undefined;
  }

  function start(waiter: Waiter | undefined): void {
    if (!waiter) return;
    const now = clock.now();
    try {
      setUsed(utcDay(now), usedOn(utcDay(now)) + 1);
    } catch (error) {
      waiter.reject(error);
      return;
    }
    starts = [...starts, now].slice(-perSecond);
    waiter.start();
    changed();
  }

  function changed(): void {
    for (const listener of listeners) listener();
  }

  function wakeIn(ms: number): void {
    if (waking) return;
    waking = true;
    void clock.sleep(ms).then(() => {
      waking = false;
      pump();
    });
  }

  /** Starts whatever may start now; not re-entrant, since work may ask for leave itself. */
  function pump(): void {
    if (pumping) return;
    pumping = true;
    try {
      while (priorities.some((priority) => queues[priority].length > 0)) {
        const until = parkedUntil();
        const wait = until === null ? waitMs() : 0;
        if (wait > 0) {
          wakeIn(wait);
          return;
        }
        const waiter = next();
        if (until === null) start(waiter);
        else waiter?.reject(quotaExceededError(until));
      }
    } finally {
      pumping = false;
    }
  }

  return {
    run<T>(priority: Priority, signal: AbortSignal | undefined, work: () => T | Promise<T>) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const queue = queues[priority];
      const abort = () => {
        queue.splice(queue.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        start() {
          signal?.removeEventListener('abort', abort);
          (async () => work())().then(resolve, reject);
        },
        reject(error) {
          signal?.removeEventListener('abort', abort);
          reject(error);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      queue.push(waiter);
      pump();
      return promise;
    },

    throttled() {
      const now = clock.now();
      pause = { from: now, until: now + Math.round(pauseMs * (1 + random() / 2)) };
    },

    quotaExceeded(leftAt = clock.now()) {
      const now = clock.now();
      if (utcDay(leftAt) !== utcDay(now)) return;
      if (leftAt % dayMs < youngDayMs) park = { from: now, until: now + youngDayMs };
      else setUsed(utcDay(now), Math.max(perDay, usedOn(utcDay(now))));
      changed();
      pump();
    },

    state() {
      const now = clock.now();
      return {
        usedToday: usedOn(utcDay(now)),
        perDay,
        perSecond,
        resetsAt: nextMidnight(now),
        parkedUntil: parkedUntil(),
      };
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** @param resumesAt epoch ms at which calls are possible again */
export function quotaExceededError(resumesAt: number): RulepostError {
  const words = `${new Date(resumesAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return new RulepostError('quota-exceeded', { resumesAt: words, resumesAtMs: resumesAt });
}

/** @returns when the work stopped by a `quota-exceeded` error can go on (epoch ms), else null */
export function quotaResumesAt(error: unknown): number | null {
  return hasCode(error, 'quota-exceeded') ? Number(error.params.resumesAtMs) : null;
}

function within(span: Span, now: number): boolean {
  return span.from <= now && now < span.until;
}

function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function nextMidnight(at: number): number {
  return (Math.floor(at / dayMs) + 1) * dayMs;
}
