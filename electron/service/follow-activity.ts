/**
 * Follows the activity list without doing anything: beside a service by listening to it; without one
 * by looking into the data folder now and then. Between two looks the folder is free, so a service
 * can start meanwhile, and is listened to from then on.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActivityEntry } from '../../shared/contract/schemas.ts';
import { hasCode } from '../../shared/errors/problem.ts';
import { connectBeside, type Reached, reachFolder } from './client.ts';
import type { CommandContext } from './command.ts';
import { createSystemClock } from './host/clock.ts';
import { silentLog } from './host/silent-log.ts';
import type { ServiceInfo } from './service-file.ts';
import { changesOf } from './watch.ts';
import { mark } from './words.ts';

/** Between two looks into a folder that no service has, in milliseconds. */
const lookEvery = 1_000;
/** Entries asked for at once. */
const pageLength = 100;

export interface ActivityQuestion {
  ruleId: string | undefined;
  /** How many entries to begin with. */
  limit: number;
}

type Ask = (question: {
  after?: number;
  ruleId: string | undefined;
  limit: number;
}) => Promise<ActivityEntry[]>;

/**
 * Hands over each entry once, oldest first, until `context.signal` aborts.
 * @throws RulepostError what keeps the folder from being reached or read at the first look
 */
export async function followActivity(
  context: CommandContext,
  { ruleId, limit }: ActivityQuestion,
  onEntry: (entry: ActivityEntry) => void,
): Promise<void> {
  const { dataDir, output, signal } = context;
  let last: number | null = null;
  let saidAlone = false;

  async function showNew(ask: Ask): Promise<void> {
    if (last === null) {
      const entries = (await ask({ ruleId, limit })).reverse();
      entries.forEach(onEntry);
      last = entries.at(-1)?.id ?? 0;
    }
    let page: ActivityEntry[];
    do {
      page = await ask({ after: last, ruleId, limit: pageLength });
      page.forEach(onEntry);
      last = page.at(-1)?.id ?? last;
    } while (page.length === pageLength);
  }

  async function listen(service: ServiceInfo): Promise<void> {
    const { client } = connectBeside(service);
    try {
      for await (const _ of changesOf(client, ['activity'], signal)) {
        await showNew((question) => client.activity.page(question));
      }
    } catch (error) {
      // It has ended; what others do in the folder is still of interest.
      const ended = signal.aborted || hasCode(error, 'service-stopped', 'service-unreachable');
      if (!ended) throw error;
    }
  }

  while (!signal.aborted) {
    let reached: Reached;
    try {
      reached = await reachFolder({ dataDir, signal });
    } catch (error) {
      if (signal.aborted) return;
      // Another command is at work; what it does shows when it has finished.
      if (last === null || !hasCode(error, 'data-folder-busy')) throw error;
      continue;
    }
    if ('service' in reached) {
      saidAlone = false;
      await listen(reached.service);
      continue;
    }
    try {
      await lookInto(dataDir, showNew);
    } finally {
      reached.lock.release();
    }
    if (!saidAlone) {
      saidAlone = true;
      output.aside(
        `${mark('info')} Rulepost is not running, so nothing is sent. Start it with "rulepost serve".`,
      );
    }
    await pause(lookEvery, undefined, { signal }).catch(() => {});
  }
}

/** Reads the list as it stands. Only the database is opened: a core would come with its connection. */
async function lookInto(dataDir: string, look: (ask: Ask) => Promise<void>): Promise<void> {
  const [{ openStore }, { createActivity }, { createEvents }] = await Promise.all([
    import('../core/store/store.ts'),
    import('../core/activity/activity.ts'),
    import('../core/events.ts'),
  ]);
  const store = openStore(join(dataDir, 'rulepost.db'));
  try {
    const { page } = createActivity({
      store: store.activity,
      clock: createSystemClock(),
      events: createEvents(),
      log: silentLog,
    });
    await look(async (question) => page(question));
  } finally {
    store.close();
  }
}
