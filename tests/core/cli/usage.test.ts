/** How the command line explains itself, and what it says to a line it does not understand. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliFor } from './cli.ts';

const settings = { RULEPOST_CLIENT_ID: 'practice' };

describe.concurrent('help', { timeout: 60_000 }, () => {
  it('lists every command, the exit codes, and no way to pass a secret', async (test) => {
    const cli = await cliFor(test, settings);
    const { code, out } = await cli.run('--help');
    expect(code).toBe(0);
    const commands = 'serve open connect disconnect status rule run approve discard retry activity';
    for (const name of `${commands} doctor practice`.split(' ')) {
      expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
    expect(out).toMatch(/3 {2}Rulepost must be connected/);
    const connect = await cli.run('connect', '--help');
    expect(connect.out).toContain('Example:');
    expect((await cli.run('connect', '--client-secret', 'x')).code).toBe(2);
  });

  it('needs no data folder', async (test) => {
    const cli = await cliFor(test, settings);
    await cli.run('run', '--help');
    await expect(cli.files()).rejects.toThrow('ENOENT');
  });
});

it.skipIf(process.platform === 'win32')('a reader that has gone is no failure', () => {
  const entry = join(import.meta.dirname, '../../../electron/service/index.ts');
  // The reader ends at once, long before the first word is written.
  const command = `"${process.execPath}" "${entry}" --help | true`;
  const { stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8', timeout: 60_000 });
  expect(stderr).toBe('');
});

describe.concurrent('wrong usage', { timeout: 60_000 }, () => {
  it.for<[string[]]>([
    [['nonsense']],
    [['run']],
    [['serve', '--port', 'x']],
    [['activity', '--limit', '0']],
    [['connect', '--device', '--paste']],
    [['connect', '--with-secret']],
    [['status', '--data-dir', '']],
  ])('%j ends with 2, in words and as JSON', async ([args], test) => {
    const cli = await cliFor(test, settings);
    const [words, { code, document }] = await Promise.all([cli.run(...args), cli.json(...args)]);
    expect(words.code).toBe(2);
    expect(words.out).toBe('');
    expect(words.err).not.toBe('');
    expect(code).toBe(2);
    expect(document).toMatchObject({ error: { code: 'wrong-usage' } });
  });
});

describe.concurrent('what was typed in the wrong place', { timeout: 60_000 }, () => {
  it.for([
    ['connect --client-secret=topsecret', "'--client-secret'"],
    ['--client-secret=topsecret connect', "'--client-secret'"],
    ['connect -xtopsecret', "'-x'"],
    ['connect topsecret', "'connect'"],
    ['rule show thank-you topsecret --json', "'show'"],
    ['RULEPOST_CLIENT_SECRET=topsecret connect', "'RULEPOST_CLIENT_SECRET'"],
    ['serv --json', "'serv'. Did you mean serve?"],
  ] as const)('is not repeated, since it may be a secret: %s', async ([line, named], test) => {
    const cli = await cliFor(test, settings);
    const { code, out, err } = await cli.run(...line.split(' '));
    expect(code).toBe(2);
    expect(out + err).toContain(named);
    expect(out + err).not.toContain('topsecret');
  });
});
