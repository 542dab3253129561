/** Faults a test writes down beforehand: what the network and the service do on a bad day. */

export type FaultKind =
  /** Answers this instead of working; a body that is not a string goes out as JSON. */
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  /** Works, but `ms` later on the account's clock. */
  | { kind: 'slow'; ms: number }
  /** The connection breaks before anything happens. */
  | { kind: 'reset-before' }
  /** The work is done, then the connection breaks before the answer. */
  | { kind: 'commit-then-reset' }
  /** The work is done, and the connection breaks in the middle of the answer. */
  | { kind: 'truncated-body' }
  /** An HTML page from something in between, instead of working; default status 502. */
  | { kind: 'html'; status?: number };

export type Fault = FaultKind & {
  method?: string;
  /**
   * A path template (`/emails/{campaign_id}`) or a concrete path, with or without its base; a
   * RegExp is tried on the full concrete path. Left out: every path.
   */
  path?: string | RegExp;
  /** How many calls it strikes; default 1. */
  times?: number;
  /** How many matching calls it lets pass first; default 0. */
  after?: number;
};

export interface Faults {
  /** @returns a function that takes the fault back */
  add(fault: Fault): () => void;
  clear(): void;
  /** @returns the fault that strikes this call, the first one added */
  take(call: { method: string; path: string; template: string }): Fault | undefined;
}

export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number; pass: number }[] = [];

  return {
    add(fault) {
      const entry = { fault, left: fault.times ?? 1, pass: fault.after ?? 0 };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((e) => e !== entry);
      };
    },
    clear() {
      waiting = [];
    },
    take(call) {
      for (const entry of waiting) {
        if (!matches(entry.fault, call)) continue;
        if (entry.pass > 0) {
          entry.pass -= 1;
          continue;
        }
        entry.left -= 1;
        if (entry.left <= 0) waiting = waiting.filter((e) => e !== entry);
        return entry.fault;
      }
      return undefined;
    },
  };
}

function matches(fault: Fault, call: { method: string; path: string; template: string }): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== call.method) return false;
  if (fault.path === undefined) return true;
  if (fault.path instanceof RegExp) return fault.path.test(call.path);
  return (
    fault.path === call.template ||
    call.path === fault.path ||
    call.path === withBase(fault.path, call)
  );
}

/** A path without its base means the same place as the call's, whichever base that has. */
function withBase(path: string, call: { path: string }): string {
  const base = /^\/(v3|oauth2\/default\/v1)/.exec(call.path)?.[0] ?? '';
  return `${base}${path}`;
}
