/** The data folder: database, secrets, log and the service's own small files. */
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { RulepostError } from '../../../shared/errors/problem.ts';

/** Marks a folder as the practice account's, for people and for later starts. */
const practiceMark = 'PRACTICE.txt';

/**
 * @param option the folder given with `--data-dir`
 * @returns that folder, or `RULEPOST_DATA_DIR`, or the system's usual place; absolute
 */
export function chooseDataDir(option: string | undefined, env: NodeJS.ProcessEnv): string {
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
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new RulepostError('data-folder-unwritable', { folder }, { cause: error });
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
