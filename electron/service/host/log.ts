/** The log: JSON lines in `<data folder>/logs/rulepost.log`, without secrets, five files at most. */
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Log } from '../../core/ports.ts';
import { redact, redactText } from './redact.ts';

/** Size in bytes at which a new file is begun. */
const fileLimit = 5 * 1024 * 1024;
const filesKept = 5;

const levels: readonly string[] = ['debug', 'info', 'warn', 'error'];

/**
 * @param dataDir data folder; `logs` is made in it
 * @param level least level written; `RULEPOST_LOG_LEVEL` or `info`
 * @throws RulepostError `log-level-unknown`
 */
export function createFileLog(dataDir: string, level = 'info'): Log {
  if (!levels.includes(level)) {
    throw new RulepostError('log-level-unknown', { level, levels: levels.join(', ') });
  }
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = createRotatingFile(join(folder, 'rulepost.log'), fileLimit, filesKept);
  const logger = pino(
    { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    file,
  );
  const write =
    (name: 'debug' | 'info' | 'warn' | 'error') => (fields: object, message: string) => {
      if (logger.isLevelEnabled(name)) logger[name](redact(fields) as object, redactText(message));
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}

/**
 * A file that is moved aside (`.1`, `.2`, ...) when it reaches `limit` bytes; `kept` files in all.
 * Lines are written at once: what led to a crash is then in the file.
 */
export function createRotatingFile(path: string, limit: number, kept: number) {
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;

  function rotate(): void {
    rmSync(`${path}.${kept - 1}`, { force: true });
    for (let index = kept - 2; index >= 1; index--)
      moveIfThere(`${path}.${index}`, `${path}.${index + 1}`);
    moveIfThere(path, `${path}.1`);
    size = 0;
  }

  return {
    write(line: string): void {
      try {
        const bytes = Buffer.byteLength(line);
        if (size > 0 && size + bytes > limit) rotate();
        appendFileSync(path, line, { mode: 0o600 });
        size += bytes;
      } catch {
        // A full disk must not stop the work because of its log; what is at stake reports itself.
      }
    },
  };
}

function moveIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}
