/** Finds the browser for everything that tests a page; the one place that decides. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { npmChromium } from './npm-chromium.ts';

export interface FoundBrowser {
  executablePath: string;
  /** Arguments it needs on this machine. */
  args: string[];
  /** Where it comes from, for the log. */
  source: string;
}

/** What the search looks at; unit tests give their own. */
export interface Machine {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  isRoot: boolean;
  exists(path: string): boolean;
  /** Where Playwright would have put its own Chromium. */
  playwrightPath(): string;
  /** Chromium from npm; rejects where there is none for this platform. */
  npmPath(): Promise<string>;
}

const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  isRoot: process.getuid?.() === 0,
  exists: existsSync,
  playwrightPath: () => chromium.executablePath(),
  npmPath: npmChromium,
};

/**
 * In this order: RULEPOST_CHROMIUM, Playwright's own, a browser of the system (Chrome, Chromium,
 * Edge), Chromium from npm.
 */
export async function findBrowser(machine: Machine = thisMachine): Promise<FoundBrowser> {
  // Chromium refuses to start its sandbox for root.
  const args = machine.isRoot ? ['--no-sandbox'] : [];
  const named = machine.env.RULEPOST_CHROMIUM;
  if (named) {
    if (!machine.exists(named)) throw new Error(`RULEPOST_CHROMIUM names no file: ${named}`);
    return { executablePath: named, args, source: 'RULEPOST_CHROMIUM' };
  }
  const own = machine.playwrightPath();
  if (own !== '' && machine.exists(own)) {
    return { executablePath: own, args, source: 'Playwright' };
  }
  const system = systemPlaces(machine).find((path) => machine.exists(path));
  if (system !== undefined) return { executablePath: system, args, source: 'the system' };

  // This build has no sandbox helper, whoever starts it.
  return { executablePath: await machine.npmPath(), args: ['--no-sandbox'], source: 'npm' };
}

/** Prints one line about the browser in use. */
export function announce(browser: FoundBrowser): void {
  console.log(`Browser: ${browser.executablePath} (from ${browser.source})`);
}

function systemPlaces({ platform, env }: Machine): string[] {
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
    ];
    programs.push('Microsoft\\Edge\\Application\\msedge.exe');
    return programs.flatMap((program) =>
      folders.filter((folder) => folder !== undefined).map((folder) => `${folder}\\${program}`),
    );
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];
  names.push('microsoft-edge', 'microsoft-edge-stable');
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  folders.push('/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome');
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}
