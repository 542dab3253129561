/** Writes down what happened, for people, and tells those who watch. */
import { activityWords, type EventCode } from '../../../shared/activity.ts';
import type { ActivityEntry } from '../../../shared/contract/schemas.ts';
import {
  type Problem,
  type ProblemParams,
  RulepostError,
  toProblem,
} from '../../../shared/errors/problem.ts';
import type { Events } from '../events.ts';
import type { Clock, Log } from '../ports.ts';
import type { ActivityQuery, ActivityStore } from '../store/activity.ts';

export interface Activity {
  event(level: ActivityEntry['level'], code: EventCode, params: ProblemParams, about?: About): void;
  problem(level: 'warning' | 'error', error: unknown, about?: About): void;
  /** A problem whose words are made already. */
  told(level: 'warning' | 'error', problem: Problem, about?: About): void;
  page(query: ActivityQuery): ActivityEntry[];
}

export interface About {
  ruleId?: string;
  runId?: string;
}

export function createActivity(deps: {
  store: ActivityStore;
  clock: Clock;
  events: Events;
  log: Log;
}): Activity {
  const { store, clock, events, log } = deps;

  function insert(
    level: ActivityEntry['level'],
    code: string,
    params: ProblemParams,
    about: About = {},
  ): void {
    store.insert({
      at: clock.now(),
      level,
      code,
      params,
      ruleId: about.ruleId ?? null,
      runId: about.runId ?? null,
    });
    events.emit('activity');
  }

  return {
    event(level, code, params, about) {
      log.info({ code, ...params, ...about }, 'activity');
      insert(level, code, params, about);
    },
    problem(level, error, about) {
      log[level === 'error' ? 'error' : 'warn']({ err: error, ...about }, toProblem(error).what);
      if (error instanceof RulepostError) insert(level, error.code, error.params, about);
      else insert(level, 'unexpected', { message: String(error) }, about);
    },
    told(level, { code, what, advice }, about) {
      log[level === 'error' ? 'error' : 'warn']({ code, ...about }, what);
      insert(level, code, { words: what, advice }, about);
    },
    page(query) {
      return store.page(query).map(({ params, ...entry }) => ({
        ...entry,
        ...activityWords(entry.code, params),
      }));
    },
  };
}
