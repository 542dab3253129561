/** Takes the lock named on its command line, says so, and keeps it until it is told or killed. */
import { once } from 'node:events';
import { acquireFileLock } from '../../../../electron/core/store/file-lock.ts';
import { realClock } from './clock.ts';

const lock = await acquireFileLock(process.argv[2] ?? '', { clock: realClock, wait: true });
console.log('held');
await once(process.stdin, 'data');
lock?.release();
console.log('released');
process.stdin.destroy();
