import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireFileLock } from '../../../electron/core/store/file-lock.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { realClock } from './children/clock.ts';
import { startChild } from './children/spawn.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rulepost-lock-'));
  file = join(folder, 'a.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const now = { clock: realClock, wait: false };
const patiently = { clock: realClock, wait: true };

describe('within one process', () => {
  it('gives the lock to one holder at a time', async () => {
    const first = await acquireFileLock(file, now);
    expect(first).not.toBeNull();
    expect(await acquireFileLock(file, now)).toBeNull();
    first?.release();
    first?.release();
    const second = await acquireFileLock(file, now);
    expect(second).not.toBeNull();
    second?.release();
    expect(readdirSync(folder)).toEqual(['a.lock']);
  });

  it('never lets two of many who wait in at once', async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const lock = await acquireFileLock(file, patiently);
        most = Math.max(most, ++inside);
        await new Promise((done) => setImmediate(done));
        inside--;
        lock?.release();
      }),
    );
    expect(most).toBe(1);
  });

  it('waits by the clock and stops when the signal says so', async () => {
    const clock = createFakeClock();
    const held = await acquireFileLock(file, now);
    const gaveUp = new AbortController();
    const waiting = acquireFileLock(file, { clock, wait: true, signal: gaveUp.signal });
    await clock.advance(1_000);
    expect(clock.sleeping).toBe(1);
    gaveUp.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    held?.release();
  });

  it('does not take a file that is something else for a lock', async () => {
    writeFileSync(file, 'These are the minutes of the meeting of the third of March.');
    await expect(acquireFileLock(file, now)).rejects.toMatchObject({ code: 'database-corrupt' });
  });

  it('names the folder when it cannot be written', async () => {
    await expect(acquireFileLock(join(folder, 'none', 'a.lock'), now)).rejects.toMatchObject({
      code: 'data-folder-unwritable',
    });
  });
});

describe('between processes', () => {
  it('is respected until the other process gives it back', async () => {
    const other = startChild('hold-lock.ts', [file]);
    expect(await other.line()).toBe('held');
    expect(await acquireFileLock(file, now)).toBeNull();
    const waiting = acquireFileLock(file, patiently);
    other.say('enough');
    const lock = await waiting;
    expect(lock).not.toBeNull();
    lock?.release();
    expect(await other.ended).toBe(0);
  });

  it('goes with a holder that is killed', async () => {
    const other = startChild('hold-lock.ts', [file]);
    expect(await other.line()).toBe('held');
    const waiting = acquireFileLock(file, patiently);
    other.process.kill('SIGKILL');
    const lock = await waiting;
    expect(lock).not.toBeNull();
    lock?.release();
    expect(await other.ended).toBeNull();
  });
});
