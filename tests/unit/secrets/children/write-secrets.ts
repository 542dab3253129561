/** Writes several named secrets, one after the other: <file> <key in hex> <prefix> <count>. */
import { createSecretBox } from '../../../../electron/core/secrets/encrypted-file.ts';
import { realClock } from './clock.ts';

const [file = '', key = '', prefix = '', count = ''] = process.argv.slice(2);
const box = createSecretBox({
  file,
  clock: realClock,
  keySource: {
    backend: 'test',
    isPassphrase: false,
    level: 'key-file',
    words: 'test',
    key: () => Promise.resolve(Buffer.from(key, 'hex')),
  },
});
for (let i = 0; i < Number(count); i++) await box.write(`${prefix}${i}`, `${prefix} value ${i}`);
