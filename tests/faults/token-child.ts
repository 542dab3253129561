/**
 * One process with a token keeper over a shared data folder: <data folder> <auth url> <key in hex>.
 * Answers each line on stdin with one on stdout. DIE names the moment at which it kills itself, or
 * (`before-request`) says that it holds the lock and waits to be killed.
 */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSignIn } from '../../electron/core/connection/sign-in.ts';
import { createTokenKeeper } from '../../electron/core/connection/token-keeper.ts';
import { createTokenVault } from '../../electron/core/connection/token-vault.ts';
import type { Tokens } from '../../electron/core/connection/tokens.ts';
import type { SecretBox } from '../../electron/core/ports.ts';
import { createSecretBox } from '../../electron/core/secrets/encrypted-file.ts';
import { realClock as clock } from '../unit/secrets/children/clock.ts';

const [dataDir = '', authUrl = '', key = ''] = process.argv.slice(2);
const dieAt = process.env.DIE;
const die = () => process.kill(process.pid, 'SIGKILL');

const file = createSecretBox({
  file: join(dataDir, 'secrets.json'),
  clock,
  keySource: {
    backend: 'test',
    isPassphrase: false,
    level: 'key-file',
    words: 'test',
    key: () => Promise.resolve(Buffer.from(key, 'hex')),
  },
});
const secrets: SecretBox = {
  ...file,
  async write(name, value) {
    if (dieAt === 'before-write') die();
    await file.write(name, value);
    if (dieAt === 'after-write') die();
  },
};
const signIn = createSignIn({ authUrl, fetch, clock });
const deps = {
  clock,
  secrets,
  lockFile: join(dataDir, 'tokens.lock'),
  async refresh({ clientId, flow, refreshToken, redirectUri }: Tokens) {
    if (dieAt === 'before-request') {
      console.log('holding');
      await new Promise(() => {});
    }
    return signIn.refresh({ clientId, flow, clientSecret: null }, refreshToken ?? '', redirectUri);
  },
};
const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };
const keeper = createTokenKeeper({ ...deps, log, onChange: silent });
await keeper.load();
console.log('ready');

for await (const line of createInterface({ input: process.stdin })) {
  const [command, value = ''] = line.split(' ');
  if (command === 'reject') keeper.rejected(value);
  if (command === 'refresh-for-ever') {
    const vault = createTokenVault(deps);
    for (;;) await vault.renew(() => false, new AbortController().signal);
  }
  console.log(await keeper.accessToken().catch((error) => String(error.code ?? error)));
}
