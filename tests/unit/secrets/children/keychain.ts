/**
 * One run of the service's secret box with the session's real keyring: <data folder> <action>.
 * Prints one line of JSON.
 */
import { openSecretBox } from '../../../../electron/service/secrets/choose.ts';
import { probeKeychain } from '../../../../electron/service/secrets/keychain.ts';
import { realClock as clock } from './clock.ts';

const [dataDir = '', action = '', value = ''] = process.argv.slice(2);
const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };

if (action === 'probe') {
  console.log(JSON.stringify({ obstacle: await probeKeychain(clock) }));
} else {
  const box = await openSecretBox({ dataDir, env: process.env, clock, log });
  try {
    if (action === 'write') await box.write('tokens', value);
    const read = await box.read('tokens');
    console.log(JSON.stringify({ level: box.protection.level, read }));
  } catch (error) {
    console.log(
      JSON.stringify({ code: (error as { code?: string }).code, message: String(error) }),
    );
  }
}
