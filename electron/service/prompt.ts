/** Reading from a person at the terminal. */
import { createInterface } from 'node:readline';
import { createInterface as createQuestions } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks for one line. @param signal ends the wait */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const lines = createQuestions({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question, { signal })).trim();
  } finally {
    lines.close();
  }
}

/** Asks for one line that is not shown while it is typed. */
export async function askHidden(question: string, signal: AbortSignal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // `terminal` makes readline itself echo, into nowhere; the terminal's own echo is off then.
  const lines = createQuestions({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  try {
    return (await lines.question('', { signal })).trim();
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

/** Hands every line that is typed (or piped in) to `onLine`. @returns a function that stops it */
export function readLines(onLine: (line: string) => void): () => void {
  const lines = createInterface({ input: process.stdin, terminal: false });
  lines.on('line', (line) => onLine(line.trim()));
  return () => {
    lines.close();
    // An open standard input would keep the finished program alive.
    process.stdin.destroy();
  };
}
