/** The ports of a service: what the core gets where there is no desktop. */
import type { Log, Notification, Ports } from '../../core/ports.ts';
import { openSecretBox } from '../secrets/choose.ts';
import { createSystemClock } from './clock.ts';
import { createFileLog } from './log.ts';
import { createOpener } from './opener.ts';

export interface HostOptions {
  /** The data folder; exists. */
  dataDir: string;
  env: NodeJS.ProcessEnv;
  /** Shows a note to the person, e.g. as a line on the console. */
  show(note: Notification): void;
}

/**
 * @throws RulepostError when secrets cannot be kept here (see secrets/choose.ts)
 */
export async function createHost(options: HostOptions): Promise<Ports> {
  const { dataDir, env } = options;
  const clock = createSystemClock();
  const log = createFileLog(dataDir, env.RULEPOST_LOG_LEVEL || 'info');
  return {
    clock,
    log,
    fetch: (input, init) => fetch(input, init),
    secrets: await openSecretBox({ dataDir, env, clock, log }),
    notifier: createNotifier(log, options.show),
    opener: createOpener(env, log),
    // A server has no lid to open; sleeps of the machine are over when its timers fire.
    power: { onResume: () => () => {} },
  };
}

/** Shows a note once until its words change. */
function createNotifier(log: Log, show: (note: Notification) => void): Ports['notifier'] {
  const shown = new Map<string, string>();
  return {
    notify(note) {
      const words = `${note.title}\n${note.body}`;
      if (shown.get(note.key) === words) return;
      shown.set(note.key, words);
      log.info({ note: note.title, target: note.target }, 'told the person');
      show(note);
    },
  };
}
