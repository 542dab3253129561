/**
 * A whole Rulepost in a process of its own, for tests that kill it: connects if need be, takes in
 * two exports of orders.csv, and ends when every run is over. It kills itself, as a power cut would,
 * at the line of the journal it is told.
 */
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createCore } from '../../electron/core/core.ts';
import type { JournalObserver } from '../../electron/core/runs/journal.ts';
import { createSecretBox } from '../../electron/core/secrets/encrypted-file.ts';
import { keyFileSource } from '../../electron/service/secrets/key-file.ts';
import { createTestPorts } from '../support/ports.ts';
import { createScaledClock } from '../support/scaled-clock.ts';

export interface HostOrders {
  folder: string;
  authUrl: string;
  apiUrl: string;
  clock: { from: number; speed: number };
  /** Where to die: at the journal's `moment` of `step` while working on the given export. */
  kill: { moment: string; step: string; file: number } | null;
}

const orders = JSON.parse(process.env.HOST_ORDERS ?? '') as HostOrders;
const { folder, kill } = orders;
const clock = createScaledClock(orders.clock.from, orders.clock.speed);
const files = [1, 2];
let present = files.find((file) => !existsSync(join(folder, `done-${file}`))) ?? 0;

const observeJournal: JournalObserver = (moment, step) => {
  if (kill?.moment === moment && kill.step === step && kill.file === present) {
    process.kill(process.pid, 'SIGKILL');
  }
};

const core = await createCore(
  {
    ...createTestPorts({ clock, fetch }),
    secrets: createSecretBox({
      file: join(folder, 'secrets.json'),
      keySource: keyFileSource(folder, clock),
      clock,
    }),
  },
  {
    version: '0.0.0',
    dataDir: folder,
    mode: 'practice',
    authUrl: orders.authUrl,
    apiUrl: orders.apiUrl,
    clientId: 'practice',
    redirectPorts: [],
  },
  { observeJournal },
);
const client = createRouterClient(core.router);
await core.start();

if ((await client.status()).connection.state === 'not-connected') {
  const { url } = await client.connection.begin({ flow: 'pkce', open: false });
  process.send?.(url);
  const [address] = await new Promise<string[]>((resolve) =>
    process.once('message', (message) => resolve([String(message)])),
  );
  await client.connection.paste({ address: address ?? '' });
}

for (present of files) {
  const done = join(folder, `done-${present}`);
  if (existsSync(done)) continue;
  copyFileSync(join(folder, `export-${present}.csv`), join(folder, 'orders.csv'));
  await client.rules.enable({ id: 'thanks' }).catch(async () => {
    const text = readFileSync(join(folder, 'rule.yml'), 'utf8');
    await client.rules.apply({ text, file: 'rule.yml', folder });
    await client.rules.enable({ id: 'thanks' });
  });
  await client.rules.run({ id: 'thanks' });
  for (;;) {
    const runs = await client.runs.list({});
    if (runs.every(({ state }) => state === 'done')) break;
    await clock.sleep(500);
  }
  copyFileSync(join(folder, 'rule.yml'), done);
}
await core.stop();
process.disconnect?.();
