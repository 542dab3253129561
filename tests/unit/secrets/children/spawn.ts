/** Starts a script of this folder in a process of its own and talks with it by lines. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export interface Child {
  process: ChildProcess;
  /** The next line it prints. Rejects with its error output when it ends first. */
  line(): Promise<string>;
  say(line: string): void;
  /** Exit code, or null when a signal ended it. */
  ended: Promise<number | null>;
}

/** @param script file beside this one, or an absolute path */
export function startChild(script: string, args: string[], env: NodeJS.ProcessEnv = {}): Child {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended without a word: ${errors}`);
      return value;
    },
    say: (line) => void child.stdin.write(`${line}\n`),
    ended: once(child, 'exit').then(([code]) => code as number | null),
  };
}
