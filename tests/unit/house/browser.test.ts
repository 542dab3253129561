import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBrowser, type Machine } from '../../support/browser.ts';

const playwright = '/playwright/chrome';
const npm = '/modules/chromium';

/** A machine on which only `present` exist. */
function machine(present: string[], changes: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    env: { PATH: ['/somewhere/bin', '/usr/bin'].join(delimiter) },
    isRoot: false,
    exists: (path) => present.includes(path),
    playwrightPath: () => playwright,
    npmPath: async () => npm,
    ...changes,
  };
}

describe('the browser of the tests', () => {
  const named = { env: { RULEPOST_CHROMIUM: '/my/chrome' } };

  it('is the one named in RULEPOST_CHROMIUM, before all others', async () => {
    const all = ['/my/chrome', playwright, '/usr/bin/chromium'];
    expect(await findBrowser(machine(all, named))).toEqual({
      executablePath: '/my/chrome',
      args: [],
      source: 'RULEPOST_CHROMIUM',
    });
  });

  it('is never silently another one than named', async () => {
    const search = findBrowser(machine([playwright], named));
    await expect(search).rejects.toThrow('RULEPOST_CHROMIUM names no file: /my/chrome');
  });

  it("is Playwright's own next", async () => {
    const found = await findBrowser(machine([playwright, '/usr/bin/chromium']));
    expect(found).toMatchObject({ executablePath: playwright, source: 'Playwright' });
  });

  it('is one of the system next: Chrome before Chromium before Edge', async () => {
    const edge = '/usr/bin/microsoft-edge';
    for (const present of [
      ['/usr/bin/google-chrome', '/usr/bin/chromium', edge],
      ['/usr/bin/chromium', edge],
      [edge],
    ]) {
      const found = await findBrowser(machine(present));
      expect(found).toMatchObject({ executablePath: present[0], source: 'the system' });
    }
  });

  it('is found anywhere on the PATH', async () => {
    const path = join('/somewhere/bin', 'chromium');
    expect(await findBrowser(machine([path]))).toMatchObject({ executablePath: path });
  });

  it.each([
    ['darwin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['darwin', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
    ['win32', 'C:\\Programs\\Google\\Chrome\\Application\\chrome.exe'],
    ['win32', 'C:\\Programs\\Microsoft\\Edge\\Application\\msedge.exe'],
  ] as const)('is found in its usual place on %s: %s', async (platform, path) => {
    const env = { PROGRAMFILES: 'C:\\Programs' };
    expect(await findBrowser(machine([path], { platform, env }))).toMatchObject({
      executablePath: path,
      source: 'the system',
    });
  });

  it('comes from npm when there is no other', async () => {
    const found = await findBrowser(machine([]));
    expect(found).toEqual({ executablePath: npm, args: ['--no-sandbox'], source: 'npm' });
  });

  it('runs without its sandbox for root only', async () => {
    const present = ['/usr/bin/chromium'];
    expect((await findBrowser(machine(present))).args).toEqual([]);
    expect((await findBrowser(machine(present, { isRoot: true }))).args).toEqual(['--no-sandbox']);
  });
});
