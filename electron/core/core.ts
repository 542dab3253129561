/** Puts the parts together from what the host gives. Nothing here decides anything. */
import { join } from 'node:path';
import type { AccountProfile, Status } from '../../shared/contract/schemas.ts';
import { RulepostError } from '../../shared/errors/problem.ts';
import { createActivity } from './activity/activity.ts';
import { createConnectionReporter } from './activity/connection-reporter.ts';
import type { CoreConfig } from './config.ts';
import { createConnection } from './connection/connection.ts';
import { createConstantContact } from './constant-contact/client.ts';
import { createGovernor } from './constant-contact/governor.ts';
import { examine } from './doctor.ts';
import { createEvents } from './events.ts';
import type { Ports } from './ports.ts';
import type { PracticeAccount } from './practice/index.ts';
import { createRouter, type Router } from './rpc/router.ts';
import { checkSource } from './rules/check-source.ts';
import { createMailCompiler } from './rules/compiled.ts';
import { dryRun } from './rules/dry-run.ts';
import { createRules } from './rules/rules.ts';
import { ensureFields, maxSlots, tagsSetting } from './runs/custom-fields.ts';
import { createJournal, type JournalObserver } from './runs/journal.ts';
import { createPlanner } from './runs/planner.ts';
import { createRunner, isPassing } from './runs/runner.ts';
import { createRuns } from './runs/runs.ts';
import { senderOf } from './runs/steps/campaign.ts';
import { createEngine } from './schedule/engine.ts';
import { createWatcher } from './schedule/watcher.ts';
import { readStatus } from './status.ts';
import { createBackup } from './store/backup.ts';
import { openStore } from './store/store.ts';

export interface Core {
  /** Implements shared/contract. */
  readonly router: Router;
  /**
   * Begins the background work: sources, runs, keeping the connection alive.
   * @param only the one rule whose work is to be done, for a command that lives as long as it takes
   */
  start(only?: { ruleId: string }): Promise<void>;
  /** Finishes the step at hand; the journal has the rest. */
  stop(): Promise<void>;
}

export interface CoreExtras {
  /** The built-in practice account, whose mailbox the page shows. */
  practice?: PracticeAccount | undefined;
  observeJournal?: JournalObserver | undefined;
  /** Most pages of 4 kB the database may have: how tests fill a disk. */
  maxPages?: number | undefined;
}

/**
 * @throws RulepostError `data-folder-unwritable`, `database-corrupt`, `database-newer`,
 *   `secrets-unreadable`
 */
export async function createCore(
  ports: Ports,
  config: CoreConfig,
  extras: CoreExtras = {},
): Promise<Core> {
  const { clock, notifier, log } = ports;
  const store = openStore(join(config.dataDir, 'rulepost.db'), { maxPages: extras.maxPages });
  const events = createEvents();
  const activity = createActivity({ store: store.activity, clock, events, log });
  const governor = createGovernor({ clock, counters: store.quota });

  const connection = await createConnection({
    ports,
    config,
    settings: store.settings,
    account: () => client.account,
  });
  const client = createConstantContact({
    apiUrl: config.apiUrl,
    fetch: ports.fetch,
    clock,
    tokens: connection,
    governor,
    onCall: (call) => log.debug(call, 'call'),
  });

  /**
   * The account whose mail this is. Nothing goes out through another account than before until a
   * person has said that it may; what was made in the one before does not exist in it.
   */
  async function profile(fresh: boolean): Promise<AccountProfile> {
    const read = (fresh ? null : connection.status().account) ?? (await connection.readAccount());
    const { accountId, organisation } = read;
    const before = store.settings.get<{ accountId: string; organisation: string }>(
      'sending-account',
    );
    if (before?.accountId === accountId) return read;
    if (connection.status().missing.some(({ code }) => code === 'different-account')) {
      const names = { now: organisation, before: before?.organisation ?? 'another account' };
      throw new RulepostError('different-account', names);
    }
    store.settings.remove(tagsSetting);
    store.standing.clear();
    store.settings.set('sending-account', { accountId, organisation });
    return read;
  }

  const compiler = createMailCompiler();
  const journal = createJournal({ store, clock, observe: extras.observeJournal });
  const planner = createPlanner({ store, activity, events, notifier, clock });
  const watcher = createWatcher({ store, planner, compiler, activity, events, clock });
  const runner = createRunner({
    store,
    journal,
    client,
    profile,
    activity,
    events,
    notifier,
    clock,
  });
  const engine = createEngine({
    store,
    watcher,
    runner,
    activity,
    events,
    notifier,
    clock,
    log,
    housekeeping: createBackup({ store, dataDir: config.dataDir, clock }),
  });
  const rules = createRules({
    store,
    compiler,
    activity,
    events,
    clock,
    wake: engine.wake,
    runNow: engine.runNow,
    readSource: engine.readSource,
    async prepareAccount(rule, slots) {
      // Before the first connection there is nothing to ask; the run asks again.
      if (connection.status().state === 'not-connected') return;
      const options = { priority: 'person' } as const;
      try {
        await senderOf({ mail: rule.definition.what, profile });
        await ensureFields(Math.min(slots, maxSlots), { client, options });
      } catch (error) {
        // What passes by itself keeps nobody from switching a rule on: the run does this, too.
        if (!isPassing(error)) throw error;
        log.warn({ err: error }, 'The account could not be prepared for a rule; its run will');
      }
    },
    checkSource: (rule) => checkSource(rule, compiler),
    discardRuns: (ruleId) => runs.discardOfRule(ruleId),
    tryRule: (rule, signal) =>
      dryRun(rule, {
        store,
        compile: (columns) => compiler.compile(rule, columns),
        ...(signal === undefined ? {} : { signal }),
      }),
  });
  const runs = createRuns({ store, journal, activity, events, clock, wake: engine.wake });

  const status = (): Status =>
    readStatus({
      config,
      connection: connection.status(),
      quota: governor.state(),
      store,
      trouble: engine.trouble(),
    });

  const stopListening = [
    createConnectionReporter({ connection, activity, events, notifier, ready: engine.connected }),
    governor.onChange(() => events.emit('status')),
    ports.power.onResume(() => engine.wake()),
    extras.practice?.onMail(() => events.emit('mailbox')) ?? (() => {}),
  ];

  return {
    router: createRouter({
      explain: store.explain,
      status,
      doctor: async () => examine(store, status()),
      connection,
      rules,
      runs,
      activity,
      events,
      practice: extras.practice,
      log,
    }),
    async start(only) {
      await connection.start();
      engine.start(only?.ruleId);
      engine.connected();
    },
    async stop() {
      await engine.stop();
      await connection.stop();
      for (const stop of stopListening) stop();
      store.close();
    },
  };
}
