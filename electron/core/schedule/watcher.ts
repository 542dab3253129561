/** Looks at the sources of rules, stores what is new as occurrences, and plans runs when their window is over. */
import { hash } from 'node:crypto';
import { basename } from 'node:path';
import { hasCode, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Row } from '../../../shared/rules/schema.ts';
import type { Activity } from '../activity/activity.ts';
import type { Events } from '../events.ts';
import type { Clock } from '../ports.ts';
import type { MailCompiler } from '../rules/compiled.ts';
import type { Planner } from '../runs/planner.ts';
import { readAddress } from '../sources/address.ts';
import { type CsvWatch, createCsvWatch, type ReadState } from '../sources/csv-file.ts';
import { readMatchingRows } from '../sources/csv-rows.ts';
import type { StoredRule } from '../store/rules.ts';
import type { Store } from '../store/store.ts';

export interface Watcher {
  /**
   * One look at a rule's source; its troubles are the rule's own and are shown there.
   * @returns true when runs were planned
   * @throws RulepostError what is wrong with the disk or the database
   */
  lookAt(ruleId: string, signal: AbortSignal): Promise<boolean>;
  /** A look has not come to an end for long: the rule says so until one does. */
  isSlow(ruleId: string): void;
  /**
   * Reads one rule's source now, waiting for a half-written file, and plans without the window.
   * @throws RulepostError what keeps the source from being read
   */
  runNow(ruleId: string, signal: AbortSignal): Promise<string[]>;
}

/** How long `runNow` waits for a file that is being written or held by Excel. */
const patience = 60_000;
const lookAgain = 500;

export function createWatcher(deps: {
  store: Store;
  planner: Planner;
  compiler: MailCompiler;
  activity: Activity;
  events: Events;
  clock: Clock;
}): Watcher {
  const { store, planner, compiler, activity, events, clock } = deps;
  /** Looks of one rule follow each other: a manual run must not meet the heartbeat's look. */
  const queues = new Map<string, Promise<unknown>>();
  const watches = new Map<string, { of: string; watch: CsvWatch }>();

  function inTurn<T>(ruleId: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(ruleId) ?? Promise.resolve()).then(work, work);
    queues.set(ruleId, turn);
    return turn;
  }

  /** Remembers how the file looked a moment ago; a rule that changed is watched anew. */
  function watchOf(ruleId: string, file: string, lastRead: ReadState | null): CsvWatch {
    const of = JSON.stringify([file, lastRead]);
    const known = watches.get(ruleId);
    if (known?.of === of) return known.watch;
    const watch = createCsvWatch(file, { clock, lastRead });
    watches.set(ruleId, { of, watch });
    return watch;
  }

  /**
   * @returns `read` when the file was read or had not changed, `later` when it is being written
   * @throws RulepostError when it cannot be read
   */
  async function look(rule: StoredRule, signal: AbortSignal): Promise<'read' | 'later'> {
    const { file } = rule.definition.when;
    const source = store.rules.source(rule.id);
    const watch = watchOf(rule.id, file, source.readState as ReadState | null);
    const found = await watch.check();
    switch (found) {
      case 'missing':
        // Perhaps a drive that is not connected: what comes may be years old. A person will say.
        if (source.baseline === 'pending') {
          store.rules.saveSource(rule.id, { ...source, baseline: 'absent' });
        }
        throw new RulepostError('source-missing', { file });
      case 'locked':
        throw new RulepostError('source-locked', { file });
      case 'settling':
        return 'later';
      case 'unchanged':
        return 'read';
      case 'ready':
        await read(rule, watch, signal);
        return 'read';
    }
  }

  async function read(rule: StoredRule, watch: CsvWatch, signal: AbortSignal): Promise<void> {
    const { definition, id: ruleId } = rule;
    const { baseline } = store.rules.source(ruleId);
    const aside = baseline === 'pending';
    store.occurrences.dropArriving(ruleId);
    const reading = await readMatchingRows(definition, {
      signal,
      onMatch(batch) {
        const rows = batch.map(({ key, row }) => ({
          key: keyOf(definition.who.recipient, key, row),
          row,
        }));
        store.occurrences.add(ruleId, rows, clock.now());
      },
    });
    // A wrong placeholder is known before a row is taken in for it.
    compiler.compile(rule, reading.headers);
    const added = store.transaction(() => {
      const count = store.occurrences.arrived(ruleId, aside ? 'skipped' : 'waiting');
      // The planner holds what has come into a file that was absent, and then forgets that it was.
      const unsure = baseline === 'absent' && count > 0;
      store.rules.saveSource(ruleId, {
        readState: watch.markRead(reading.file),
        baseline: unsure ? 'absent' : 'done',
      });
      return count;
    });
    const file = basename(definition.when.file);
    const about = { ruleId };
    if (added > 0) {
      activity.event(
        'info',
        aside ? 'rows-set-aside' : 'rows-found',
        { count: added, file },
        about,
      );
      events.emit('rules');
    }
    const [first] = reading.problems;
    if (first !== undefined) {
      const count = reading.problemCount;
      activity.event('warning', 'row-problems', { count, file, first: first.what }, about);
    }
  }

  function setProblem(rule: StoredRule, error: unknown): void {
    const problem = error === null ? null : toProblem(error);
    if (rule.problem?.code === problem?.code && rule.problem?.what === problem?.what) return;
    store.rules.setProblem(rule.id, problem);
    events.emit('rules');
    events.emit('status');
    const file = basename(rule.definition.when.file);
    if (problem !== null) activity.problem('error', error, { ruleId: rule.id });
    else if (rule.problem !== null)
      activity.event('good', 'source-back', { file }, { ruleId: rule.id });
  }

  /** A full disk or a broken database is no rule's own trouble. */
  function isOwnTrouble(error: unknown): boolean {
    return (
      error instanceof RulepostError &&
      !hasCode(error, 'disk-full', 'database-corrupt', 'data-folder-unwritable')
    );
  }

  async function planIfDue(rule: StoredRule): Promise<boolean> {
    const [oldest] = store.occurrences.waiting(rule.id, 1);
    if (oldest === undefined) return false;
    if (clock.now() < oldest.seenAt + rule.definition.when.gatherSeconds * 1000) return false;
    return (await planner.plan(rule, compiler.compile(rule))).length > 0;
  }

  return {
    lookAt(ruleId, signal) {
      return inTurn(ruleId, async () => {
        const rule = store.rules.get(ruleId);
        if (rule === undefined || !rule.enabled) return false;
        try {
          if ((await look(rule, signal)) === 'read') setProblem(rule, null);
          return await planIfDue(rule);
        } catch (thrown) {
          const error = store.explain(thrown);
          if (signal.aborted) return false;
          if (!isOwnTrouble(error)) throw error;
          if (!hasCode(error, 'source-changed')) setProblem(rule, error);
          return false;
        }
      });
    },

    isSlow(ruleId) {
      const rule = store.rules.get(ruleId);
      if (rule === undefined) return;
      setProblem(rule, new RulepostError('source-slow', { file: rule.definition.when.file }));
    },

    async runNow(ruleId, signal) {
      return inTurn(ruleId, async () => {
        const until = clock.now() + patience;
        for (;;) {
          const rule = store.rules.get(ruleId);
          if (rule === undefined) throw new RulepostError('rule-not-found', { rule: ruleId });
          if (!rule.enabled) throw new RulepostError('rule-disabled', { rule: ruleId });
          try {
            if ((await look(rule, signal)) === 'read') {
              setProblem(rule, null);
              return await planner.plan(rule, compiler.compile(rule));
            }
          } catch (error) {
            const passes = hasCode(error, 'source-changed', 'source-locked');
            if (!passes || clock.now() > until) {
              if (isOwnTrouble(error)) setProblem(rule, error);
              throw error;
            }
          }
          if (clock.now() > until) {
            throw new RulepostError('source-unsettled', { file: rule.definition.when.file });
          }
          await clock.sleep(lookAgain, signal);
        }
      });
    },
  };
}

/**
 * A row whose address cannot be used is remembered together with its content, so that the corrected
 * row counts as new although its key is the same.
 */
function keyOf(recipient: string, key: string, row: Row): string {
  if (!('problem' in readAddress(row[recipient] ?? ''))) return key;
  return `${key} (${hash('sha256', JSON.stringify(row), 'hex').slice(0, 8)})`;
}
