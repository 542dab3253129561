/**
 * Stops with one clear sentence when Node is too old. Every entry imports this file first and loads
 * the rest by a dynamic import, so an old Node never meets syntax or modules it does not know. For
 * the same reason this file keeps to what Node 12 understands.
 */
// biome-ignore lint/style/useNodejsImportProtocol: the prefix is newer than Node 12
import { writeSync } from 'fs';

const required = 24;

/**
 * @param {string} version as in process.versions.node, e.g. "20.20.2"
 * @returns {string} what to do about a Node that is too old; empty when it will do
 */
export function nodeProblem(version) {
  if (Number(version.split('.')[0]) >= required) return '';
  return (
    `Rulepost needs Node.js ${required} or newer and this is ${version}: run "npm ci" and then ` +
    `"npm start", which bring their own, or install Node.js ${required} from https://nodejs.org.`
  );
}

const problem = nodeProblem(process.versions.node);
if (problem !== '') {
  writeSync(2, `${problem}\n`);
  process.exit(2);
}
