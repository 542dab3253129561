/** Child processes of the start: stop signals reach them exactly once, and none outlives us. */
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const windows = process.platform === 'win32';
const parent = process.ppid;

/**
 * @typedef {object} Ending
 * @property {number} code exit code; 128 plus the signal's number when a signal ended the child
 * @property {boolean} stopped a person (or the system) asked for the stop
 * @property {string} output what the child wrote, when it was captured
 *
 * @typedef {object} Child
 * @property {number} pid
 * @property {Promise<Ending>} ended never rejects; a program that cannot start ends with code 127
 * @property {() => void} kill ends the child and everything it has started, at once
 */

/**
 * One Ctrl-C arrives twice under npm: from the terminal and from npm itself. Only a signal a second
 * after the last one is a person pressing again.
 *
 * @param {() => number} now milliseconds
 * @returns {() => boolean} whether a signal that arrives now is a new one
 */
export function newSignals(now) {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const fresh = now() - last >= 1000;
    if (fresh) last = now();
    return fresh;
  };
}

/**
 * Starts a program. On Linux and macOS it gets a process group of its own, so that the terminal's
 * Ctrl-C does not reach it beside ours; on Windows the console delivers Ctrl-C to every process
 * itself, so nothing is passed on there.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean, follows?: boolean }} [options]
 *   capture: keep the output instead of showing it; follows: give the child a channel by which it
 *   notices our end (see follow-parent.mjs)
 * @returns {Child}
 */
export function startChild(command, args, options = {}) {
  const out = options.capture ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: !windows,
    windowsHide: true,
    stdio: options.follows ? ['ignore', out, out, 'ipc'] : ['ignore', out, out],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }

  let stopped = false;
  const isNew = newSignals(() => performance.now());
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    stopped = true;
    // A closed terminal (SIGHUP) is an ordinary stop, too.
    if (isNew() && !windows) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  };
  for (const signal of stopSignals) process.on(signal, passOn);
  // npm puts a shell between itself and us; a stop that npm passes on may end that shell alone.
  const underNpm = process.env.npm_lifecycle_event !== undefined;
  const watch = setInterval(() => {
    if (underNpm && !stopped && process.ppid !== parent) passOn('SIGTERM');
  }, 500).unref();

  /** @type {Promise<Ending>} */
  const ended = new Promise((resolve) => {
    /** @param {number} code */
    const end = (code) => {
      for (const signal of stopSignals) process.off(signal, passOn);
      clearInterval(watch);
      resolve({ code, stopped, output });
    };
    child.once('error', (error) => {
      output += error.message;
      if (!options.capture) console.error(error.message);
      if (child.pid === undefined) end(127);
    });
    child.once('close', (code, signal) => {
      end(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  const kill = () => {
    killTree(child.pid);
    // Whoever may have escaped must not keep us waiting for its output.
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  return { pid: child.pid ?? 0, ended, kill };
}

/** @param {number | undefined} pid leader of a process group started above */
function killTree(pid) {
  if (pid === undefined) return;
  if (windows) {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
