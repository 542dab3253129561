import type { Log } from '../../core/ports.ts';

/** For a command that only asks a running service: that one keeps the log. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};
