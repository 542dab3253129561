/** Is everything fine? One answer, derived here, that page, tray and command line all read. */
import type { ConnectionStatus, Quota, Status } from '../../shared/contract/schemas.ts';
import type { Problem } from '../../shared/errors/problem.ts';
import type { CoreConfig } from './config.ts';
import type { Store } from './store/store.ts';

export interface StatusParts {
  config: CoreConfig;
  connection: ConnectionStatus;
  quota: Quota;
  store: Store;
  /** What keeps the whole program from working, such as a full disk; null when nothing. */
  trouble: Problem | null;
}

export function readStatus({ config, connection, quota, store, trouble }: StatusParts): Status {
  const rules = store.rules.list();
  const open = store.runs.open();
  const runs = {
    active: open.filter(({ state }) => ['queued', 'running', 'waiting'].includes(state)).length,
    held: open.filter(({ state }) => state === 'held').length,
    failed: open.filter(({ state }) => state === 'failed').length,
  };
  const enabled = rules.filter((rule) => rule.enabled);
  return {
    version: config.version,
    mode: config.mode,
    dataDir: config.dataDir,
    connection,
    quota,
    rules: { total: rules.length, enabled: enabled.length },
    runs,
    overall: overall({
      trouble,
      connection,
      quota,
      runs,
      rules: rules.length,
      enabled: enabled.length,
      stuck: enabled.filter((rule) => rule.problem !== null).map((rule) => rule.definition.name),
    }),
  };
}

interface Facts {
  trouble: Problem | null;
  connection: ConnectionStatus;
  quota: Quota;
  runs: Status['runs'];
  rules: number;
  enabled: number;
  stuck: string[];
}

/** The first that holds, the most pressing first. */
function overall(facts: Facts): Status['overall'] {
  const { trouble, connection, quota, runs, rules, enabled, stuck } = facts;
  if (trouble !== null) return { level: 'attention', sentence: trouble.what };
  if (connection.state === 'not-connected') {
    return { level: 'setup', sentence: 'Not connected to Constant Contact yet.' };
  }
  if (connection.state === 'reconnect-needed') {
    return {
      level: 'attention',
      sentence: connection.problem?.what ?? 'Constant Contact asks you to connect again.',
    };
  }
  if (runs.failed > 0 || runs.held > 0) {
    const waits = runs.held === 1 ? 'waits' : 'wait';
    const parts = [
      runs.failed > 0 ? `${count(runs.failed, 'send')} failed` : '',
      runs.held > 0 ? `${count(runs.held, 'run')} ${waits} for your approval` : '',
    ];
    return {
      level: 'attention',
      sentence: `${parts.filter((part) => part !== '').join(', and ')}.`,
    };
  }
  const [missing] = connection.missing;
  if (missing !== undefined) return { level: 'attention', sentence: missing.what };
  const [first] = stuck;
  if (first !== undefined) {
    const others = stuck.length === 1 ? '' : ` and ${count(stuck.length - 1, 'other rule')}`;
    return {
      level: 'attention',
      sentence: `The rule "${first}"${others} cannot work at the moment.`,
    };
  }
  if (connection.state === 'offline') {
    return {
      level: 'offline',
      sentence:
        connection.problem?.what ?? 'Constant Contact cannot be reached. Rulepost keeps trying.',
    };
  }
  if (quota.parkedUntil !== null) {
    return {
      level: 'working',
      sentence: "Today's calls to Constant Contact are used up; work goes on at 00:00 UTC.",
    };
  }
  if (runs.active > 0)
    return { level: 'working', sentence: `Sending: ${count(runs.active, 'run')}.` };
  if (rules === 0) return { level: 'fine', sentence: 'Connected. There are no rules yet.' };
  if (enabled === 0) return { level: 'fine', sentence: 'Connected. Every rule is switched off.' };
  return {
    level: 'fine',
    sentence: `Everything is fine. ${count(enabled, 'rule')} ${enabled === 1 ? 'is' : 'are'} on watch.`,
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
