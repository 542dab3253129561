/** Where commands write: words for a person, or with `--json` one JSON document. */
import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { Problem } from '../../shared/errors/problem.ts';

export interface Output {
  readonly json: boolean;
  /** A person watches: standard output is a terminal and words are wanted. */
  readonly live: boolean;
  /** A line for a person; nothing with `--json`. */
  line(text?: string): void;
  /** A line a person needs meanwhile (a link to open): on standard error with `--json`. */
  aside(text?: string): void;
  /** The JSON document, or one line of JSON lines; nothing without `--json`. */
  document(value: unknown): void;
  /**
   * A problem: on standard error, or as the document `{"error": ...}`. What goes wrong after the
   * document is out goes to standard error as well: there is only one.
   */
  problem(problem: Problem): void;
}

export interface OutputStreams {
  out: Writable & { isTTY?: boolean };
  err: Writable;
}

export function createOutput(json: boolean, streams: OutputStreams): Output {
  const { out, err } = streams;
  let answered = false;
  return {
    json,
    live: out.isTTY === true && !json,
    line(text = '') {
      if (!json) out.write(`${text}\n`);
    },
    aside(text = '') {
      (json ? err : out).write(`${text}\n`);
    },
    document(value) {
      if (!json) return;
      out.write(`${JSON.stringify(value)}\n`);
      answered = true;
    },
    problem(problem) {
      const { code, what, advice } = problem;
      if (json) {
        (answered ? err : out).write(`${JSON.stringify({ error: { code, what, advice } })}\n`);
        return;
      }
      const cross = styleText('red', '✗', { stream: process.stderr });
      const name = styleText('dim', `(${code})`, { stream: process.stderr });
      err.write(`${cross} ${what}\n  ${advice} ${name}\n`);
    },
  };
}
