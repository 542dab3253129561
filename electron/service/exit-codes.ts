/** Exit codes of every command, documented in `--help`. */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  reconnect: 3,
  held: 4,
  interrupted: 130,
} as const;
