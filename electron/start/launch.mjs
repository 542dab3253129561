/** Decides what `npm start` starts: the desktop app where it can be shown, otherwise the service. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfNeeded, projectRoot, servicePath } from './builder.mjs';
import { startChild } from './child.mjs';
import { fetchElectron, findElectron, hasDisplay } from './electron.mjs';

const followParent = pathToFileURL(join(import.meta.dirname, 'follow-parent.mjs')).href;

const steps = { buildIfNeeded, findElectron, fetchElectron, startChild };

/**
 * @param {string[]} args what follows `npm start --`; handed to the app or the service untouched
 * @param {object} [machine] where to start; the tests give their own
 * @param {string} [machine.root] project folder
 * @param {NodeJS.Platform} [machine.platform]
 * @param {NodeJS.ProcessEnv} [machine.env]
 * @param {(line: string) => void} [machine.say]
 * @param {typeof steps} [machine.use]
 * @returns {Promise<number>} the exit code
 */
export async function launch(args, machine = {}) {
  const { root = projectRoot, platform = process.platform, env = process.env } = machine;
  const { say = console.log, use = steps } = machine;

  const built = await use.buildIfNeeded({ root, say });
  if (!built.ok) return built.exitCode;

  if (hasDisplay({ platform, env })) {
    const electron = await getElectron();
    if (electron === 'stopped') return 130;
    if (electron !== null && existsSync(join(root, 'out', 'main', 'index.js'))) {
      const { ELECTRON_RUN_AS_NODE: _, ...desktop } = env;
      const ending = await use.startChild(electron, [root, ...args], { cwd: root, env: desktop })
        .ended;
      return ending.code;
    }
    if (electron !== null) {
      say('The desktop app comes with a later version; starting the service instead.');
    }
  }
  const command = ['--import', followParent, servicePath(root), 'serve', ...args];
  return (await use.startChild(process.execPath, command, { env, follows: true }).ended).code;

  /** @returns {Promise<string | null>} the program; null when there is none (said why); 'stopped' */
  async function getElectron() {
    const found = use.findElectron({ root, platform, env });
    if (found !== null) return found;
    const fetched = await use.fetchElectron({ root });
    if (fetched.state === 'fetched') return use.findElectron({ root, platform, env });
    if (fetched.state === 'stopped') return 'stopped';
    say(`Electron could not be fetched (${fetched.reason}); starting the service instead.`);
    return null;
  }
}
