import { expect, test } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';

test('sleepers wake in order of their due time, each at exactly that time', async () => {
  const clock = createFakeClock(1_000);
  const woken: string[] = [];
  const sleep = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push(`${name}@${clock.now()}`);
  };
  void sleep('late', 30);
  void sleep('early', 10).then(() => sleep('chained', 5));
  await clock.advance(20);
  expect(woken).toEqual(['early@1010', 'chained@1015']);
  expect([clock.now(), clock.sleeping]).toEqual([1_020, 1]);
  await clock.advance(10);
  expect(woken).toEqual(['early@1010', 'chained@1015', 'late@1030']);
});

test('after oversleeping everybody wakes late, in order, and what follows counts from then', async () => {
  const clock = createFakeClock(0);
  const woken: string[] = [];
  const sleep = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push(`${name}@${clock.now()}`);
  };
  void sleep('second', 30);
  void sleep('first', 10).then(() => sleep('chained', 5));
  await clock.oversleep(1_000);
  expect(woken).toEqual(['first@1000', 'second@1000']);
  await clock.advance(5);
  expect(woken).toEqual(['first@1000', 'second@1000', 'chained@1005']);
});

test('an aborted sleep rejects with the reason', async () => {
  const clock = createFakeClock();
  const controller = new AbortController();
  const sleeping = clock.sleep(10, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(clock.sleep(10, controller.signal)).rejects.toThrow('enough');
  expect(clock.sleeping).toBe(0);
});

test('autoAdvance jumps to whoever is due next', async () => {
  const clock = createFakeClock(0, { autoAdvance: true });
  const woken: number[] = [];
  const sleep = async (ms: number) => {
    await clock.sleep(ms);
    woken.push(clock.now());
  };
  await Promise.all([sleep(500), sleep(20).then(() => sleep(100)), sleep(300)]);
  expect(woken).toEqual([20, 120, 300, 500]);
});
