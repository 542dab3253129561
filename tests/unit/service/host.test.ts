import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  configFromEnv,
  practiceServerFromEnv,
  refuseRealService,
  urlsFromEnv,
} from '../../../electron/service/account.ts';
import { createSystemClock } from '../../../electron/service/host/clock.ts';
import {
  chooseDataDir,
  isPracticeDir,
  practiceDirOf,
  prepareDataDir,
  preparePracticeDir,
} from '../../../electron/service/host/data-dir.ts';
import { createOpener, hasDisplay } from '../../../electron/service/host/opener.ts';
import { silentLog } from '../../../electron/service/host/silent-log.ts';

describe('the data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rulepost-host-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the one asked for, else the one of the environment, else the usual one', () => {
    expect(chooseDataDir('/a', { RULEPOST_DATA_DIR: '/b' })).toBe('/a');
    expect(chooseDataDir(undefined, { RULEPOST_DATA_DIR: '/b' })).toBe('/b');
    expect(chooseDataDir(undefined, {})).toMatch(/[\\/]rulepost([\\/]Data)?$/);
  });

  it('has a name', () => {
    expect(() => chooseDataDir('', {})).toThrow('--data-dir');
    expect(() => chooseDataDir(' ', {})).toThrow('--data-dir');
    // An empty variable is one that is not set.
    expect(chooseDataDir(undefined, { RULEPOST_DATA_DIR: '' })).toBe(chooseDataDir(undefined, {}));
  });

  it('is made for its owner only; one that exists keeps its rights', async () => {
    const made = join(folder, 'deep', 'data');
    prepareDataDir(made);
    expect((await stat(made)).mode & 0o777).toBe(0o700);
    await chmod(folder, 0o755);
    prepareDataDir(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o755);
  });

  it('is named when it cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    const inside = join(folder, 'file', 'data');
    expect(() => prepareDataDir(inside)).toThrow(inside);
  });

  it('of practice is its own, and knows what it is', () => {
    const practice = practiceDirOf(folder);
    expect(practice).toBe(join(folder, 'practice'));
    preparePracticeDir(practice);
    expect(isPracticeDir(practice)).toBe(true);
    expect(isPracticeDir(folder)).toBe(false);
    expect(practiceDirOf(practice)).toBe(practice);
  });
});

describe('the browser', () => {
  it('is there where a screen is', () => {
    expect(hasDisplay({}, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
    expect(hasDisplay({}, 'darwin')).toBe(true);
    expect(hasDisplay({}, 'win32')).toBe(true);
    expect(hasDisplay({ DISPLAY: ':0', SSH_CONNECTION: '1 2 3 4' }, 'linux')).toBe(false);
  });

  it('gets web addresses only', async () => {
    const opener = createOpener({ DISPLAY: ':0' }, silentLog);
    for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'mailto:a@b.example']) {
      expect(await opener.open(url)).toBe(false);
    }
    expect(await createOpener({}, silentLog).open('https://shop.example')).toBe(false);
  });
});

describe('the clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sleeps longer than one timer can', async () => {
    const days = 60 * 86_400_000;
    let awake = false;
    const sleeping = createSystemClock()
      .sleep(days)
      .then(() => {
        awake = true;
      });
    await vi.advanceTimersByTimeAsync(days - 1);
    expect(awake).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await sleeping;
    expect(awake).toBe(true);
  });

  it('wakes with the reason of an abort, and keeps no timer', async () => {
    const stop = new AbortController();
    const sleeping = createSystemClock().sleep(1000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(createSystemClock().sleep(1000, stop.signal)).rejects.toThrow('enough');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the account', () => {
  it('comes from the environment, each address on its own', () => {
    expect(urlsFromEnv({})).toEqual({});
    const real = configFromEnv({});
    expect(real.mode).toBe('account');
    expect(configFromEnv({ RULEPOST_AUTH_URL: 'http://a' })).toEqual({
      ...real,
      authUrl: 'http://a',
    });
    const api = 'http://127.0.0.1:1/v3';
    const one = configFromEnv({ RULEPOST_API_URL: api });
    expect(one).toEqual({ ...real, apiUrl: api, mode: 'practice' });
    const env = { RULEPOST_AUTH_URL: 'http://a/v1/', RULEPOST_API_URL: 'http://b/v3' };
    expect(urlsFromEnv(env)).toEqual({ authUrl: 'http://a/v1', apiUrl: 'http://b/v3' });
    expect(() => urlsFromEnv({ ...env, RULEPOST_API_URL: 'b/v3' })).toThrow('RULEPOST_API_URL');
  });

  it('of practice is built in, or another one with both of its addresses', () => {
    const local = 'http://127.0.0.1:1';
    expect(practiceServerFromEnv({})).toBeNull();
    const both = { RULEPOST_AUTH_URL: local, RULEPOST_API_URL: local };
    expect(practiceServerFromEnv(both)).toEqual({ authUrl: local, apiUrl: local });
    for (const name of Object.keys(both)) {
      const half = () => practiceServerFromEnv({ [name]: local });
      expect(half).toThrow(expect.objectContaining({ code: 'practice-half-set' }));
      expect(half).toThrow(name);
    }
  });

  it('of practice is never the real one', () => {
    const local = 'http://127.0.0.1:1/v3';
    refuseRealService({ authUrl: local, apiUrl: local });
    const real = ['https://api.cc.email/v3', 'https://authz.constantcontact.com/oauth2'];
    for (const url of real) {
      expect(() => refuseRealService({ authUrl: local, apiUrl: url })).toThrow(
        'real Constant Contact',
      );
      expect(() => refuseRealService({ authUrl: url, apiUrl: local })).toThrow(
        'real Constant Contact',
      );
    }
  });
});
