/**
 * The heartbeat: looks at the sources of the rules that are switched on, plans runs for what has
 * come, and lets runs go on when they are due.
 *
 * Nothing is remembered here that the store does not know. So a crash, a closed laptop or a jump of
 * the clock cost at most one beat: at the next one everything overdue is simply due.
 */
import { type Problem, toProblem } from '../../../shared/errors/problem.ts';
import type { Activity } from '../activity/activity.ts';
import type { Events } from '../events.ts';
import type { Clock, Log, Notifier } from '../ports.ts';
import type { Runner } from '../runs/runner.ts';
import type { StoredRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { Watcher } from './watcher.ts';

export interface Engine {
  /** @param only the one rule whose work is to be done; default all */
  start(only?: string): void;
  /** Finishes the step at hand of every run. */
  stop(): Promise<void>;
  /** Something may be due now. */
  wake(): void;
  /** The connection is back: runs that waited for it go on. */
  connected(): void;
  /**
   * Reads a rule's source now and plans what is there, without the gather window.
   * @returns ids of the new runs
   */
  runNow(ruleId: string): Promise<string[]>;
  /** Takes in what a rule's source holds now. */
  readSource(ruleId: string): Promise<void>;
  /** What keeps the whole program from working, or null. */
  trouble(): Problem | null;
}

/** Between two looks at files; a look is one `stat` per rule. */
const lookEvery = 2_000;
const troublePause = 30_000;
const longestSleep = 60_000;
/** Runs under way at once: one that waits for an answer must not keep the others. */
const runsAtOnce = 4;
/** A look that takes longer than this is told, in milliseconds. */
const slowAfter = 3 * 60_000;
/** How long stopping waits for looks, in milliseconds. A dead drive may never answer. */
const lookPatience = 3_000;

export function createEngine(deps: {
  store: Store;
  watcher: Watcher;
  runner: Runner;
  activity: Activity;
  events: Events;
  notifier: Notifier;
  clock: Clock;
  log: Log;
  /** Once a day, e.g. the backup; decides by itself whether it is due. */
  housekeeping(): void;
}): Engine {
  const { store, watcher, runner, activity, events, notifier, clock, log, housekeeping } = deps;
  const stopping = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  /** Looks at sources, each on its own: one that does not answer must not keep the others. */
  const looks = new Map<string, { since: number; end: Promise<void> }>();
  let onlyRule: string | undefined;
  let sleeping: AbortController | null = null;
  let awake = false;
  let loop: Promise<void> | null = null;
  let trouble: Problem | null = null;
  /** Shown at least that long, so that it does not come and go between two beats. */
  let troubleUntil = 0;

  function wake(): void {
    awake = true;
    sleeping?.abort();
  }

  /** @returns when something is next due, epoch milliseconds */
  function beat(): number {
    housekeeping();
    const watching = startLooks();
    startDueRuns();
    const now = clock.now();
    const due = store.runs
      .open()
      .filter((run) => run.state === 'waiting' && run.wakeAt !== null)
      .map((run) => run.wakeAt ?? 0);
    return Math.min(
      now + longestSleep,
      watching ? now + lookEvery : Number.POSITIVE_INFINITY,
      ...due,
    );
  }

  /** @returns true when there is something to look at again soon */
  function startLooks(): boolean {
    const ids = store.rules
      .list()
      .flatMap(({ id, enabled }) => (enabled && isOurs(id) ? [id] : []));
    for (const id of ids) {
      const known = looks.get(id);
      if (known !== undefined) {
        if (clock.now() - known.since > slowAfter) watcher.isSlow(id);
        continue;
      }
      const end = watcher
        .lookAt(id, stopping.signal)
        .then((planned) => {
          if (planned) wake();
        })
        .catch((error: unknown) => report(error))
        .finally(() => looks.delete(id));
      looks.set(id, { since: clock.now(), end });
    }
    return ids.length > 0;
  }

  const isOurs = (ruleId: string) => onlyRule === undefined || onlyRule === ruleId;

  function startDueRuns(): void {
    for (const run of store.runs.open()) {
      if (!isOurs(run.ruleId)) continue;
      if (underWay.size >= runsAtOnce) return;
      if (underWay.has(run.id) || !isDue(run, clock.now())) continue;
      const work = runner
        .advance(run.id, stopping.signal)
        .catch((error: unknown) => report(error))
        .finally(() => {
          underWay.delete(run.id);
          events.emit('status');
          wake();
        });
      underWay.set(run.id, work);
    }
  }

  /** A failure of the program itself, such as a full disk: said once, tried again. */
  function report(thrown: unknown): void {
    const error = store.explain(thrown);
    const problem = toProblem(error);
    log.error({ err: error }, problem.what);
    const isNews = trouble?.code !== problem.code;
    trouble = problem;
    troubleUntil = clock.now() + troublePause;
    if (!isNews) return;
    events.emit('status');
    notifier.notify({
      key: `trouble:${problem.code}`,
      title: 'Rulepost needs attention',
      body: `${problem.what} ${problem.advice}`,
    });
    try {
      activity.problem('error', error);
    } catch (unwritable) {
      log.error({ err: unwritable }, 'The activity entry could not be written either');
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      awake = false;
      let until: number;
      try {
        until = beat();
        if (trouble !== null && clock.now() >= troubleUntil) {
          trouble = null;
          events.emit('status');
        }
      } catch (error) {
        if (stopping.signal.aborted) return;
        report(error);
        until = clock.now() + troublePause;
      }
      if (awake) continue;
      sleeping = new AbortController();
      const signal = AbortSignal.any([sleeping.signal, stopping.signal]);
      await clock.sleep(Math.max(0, until - clock.now()), signal).catch(() => {});
      sleeping = null;
    }
  }

  return {
    start(only) {
      onlyRule = only;
      runner.recover();
      loop ??= run();
    },
    async stop() {
      stopping.abort(new DOMException('Rulepost is stopping', 'AbortError'));
      await loop;
      await Promise.all(underWay.values());
      const ends = [...looks.values()].map((look) => look.end);
      // What a look has not finished is read again at the next start.
      if (ends.length > 0) await Promise.race([Promise.all(ends), clock.sleep(lookPatience)]);
    },
    wake,
    connected() {
      for (const waiting of store.runs.open()) {
        if (waiting.state !== 'waiting' || waiting.wakeAt !== null) continue;
        store.runs.save({ ...waiting, wakeAt: clock.now() });
      }
      wake();
    },
    async runNow(ruleId) {
      const planned = await watcher.runNow(ruleId, stopping.signal);
      wake();
      return planned;
    },
    async readSource(ruleId) {
      await watcher.lookAt(ruleId, stopping.signal);
    },
    trouble: () => trouble,
  };
}

function isDue(run: StoredRun, now: number): boolean {
  return (
    run.state === 'queued' || (run.state === 'waiting' && run.wakeAt !== null && run.wakeAt <= now)
  );
}
