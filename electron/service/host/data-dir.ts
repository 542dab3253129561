/** The data folder: database, secrets, log and the service's own small files. */
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { RulepostError } from '../../../shared/errors/problem.ts';

/** Marks a folder as the practice account's, for people and for later starts. */
const practiceMark = 'PRACTICE.txt';

/**
 * @param option the folder given with `--data-dir`
 * @returns that folder, or `RULEPOST_DATA_DIR`, or the system's usual place; absolute
 * @throws RulepostError `wrong-usage` for a folder without a name: it would mean the current one
 */
export function chooseDataDir(option: string | undefined, env: NodeJS.ProcessEnv): string {
  if (option?.trim() === '') {
    throw new RulepostError('wrong-usage', { reason: '--data-dir needs the name of a folder.' });
  }
  const chosen = option ?? (env.RULEPOST_DATA_DIR || undefined);
  return resolve(chosen ?? envPaths('rulepost', { suffix: '' }).data);
}

/**
 * Makes the folder, readable by its owner only. One that exists keeps its rights: it may be shared
 * with other things, and what is secret in it is protected file by file.
 * @throws RulepostError `data-folder-unwritable`
 */
export function prepareDataDir(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new RulepostError('data-folder-unwritable', { folder }, { cause: error });
  }
}

/**
 * Makes the folder and those above it one by one: where none can be made (below /proc), Node's own
 * `recursive` tries for ever.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another command may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** @returns the practice account's own folder, beside the real data. */
export function practiceDirOf(dataDir: string): string {
  return isPracticeDir(dataDir) ? dataDir : join(dataDir, 'practice');
}

/** @returns true when the folder belongs to the practice account; nothing from it may reach the real service. */
export function isPracticeDir(folder: string): boolean {
  return existsSync(join(folder, practiceMark));
}

/** Makes the practice folder and says in it what it is. */
export function preparePracticeDir(folder: string): void {
  prepareDataDir(folder);
  if (isPracticeDir(folder)) return;
  const words =
    'This folder belongs to the practice account of Rulepost.\n' +
    'Nothing in it mails anybody. It may be deleted while Rulepost is not running.\n';
  writeFileSync(join(folder, practiceMark), words);
}
