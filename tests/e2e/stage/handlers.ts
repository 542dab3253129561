/** The contract answered from a scene. Enough behaviour to click through; no product logic. */
import { EventPublisher, implement } from '@orpc/server';
import { contract } from '../../../shared/contract/contract.ts';
import type { RuleView, RunDetail, Topic } from '../../../shared/contract/schemas.ts';
import type { Problem } from '../../../shared/errors/problem.ts';
import { toProblem } from '../../../shared/errors/problem.ts';
import { parseRule } from '../../../shared/rules/parse.ts';
import { ruleSchema } from '../../../shared/rules/schema.ts';
import { summarise } from '../../../shared/rules/summary.ts';
import { deviceAttempt, waitingAttempt } from './attempts.ts';
import type { Scene } from './states.ts';

export interface StageHandlers {
  router: ReturnType<typeof createRouter>;
  /** Tells every page that something of this topic changed. */
  emit(topic: Topic): void;
}

export function createHandlers(scene: Scene): StageHandlers {
  const changes = new EventPublisher<{ change: { topic: Topic } }>();
  const emit = (topic: Topic) => changes.publish('change', { topic });
  return { router: createRouter(scene, changes, emit), emit };
}

const gone: Problem = {
  code: 'rule-not-found',
  what: 'There is nothing under this name any more.',
  advice: 'Go back to the list and choose again.',
};

function createRouter(
  scene: Scene,
  published: EventPublisher<{ change: { topic: Topic } }>,
  emit: (topic: Topic) => void,
) {
  const os = implement(contract);
  const { connection, rules, runs, activity, practice } = os;

  function countRules(): void {
    const enabled = scene.rules.filter((rule) => rule.enabled).length;
    scene.status.rules = { total: scene.rules.length, enabled };
    emit('rules');
  }
  function switchRule(rule: RuleView, enabled: boolean): RuleView {
    rule.enabled = enabled;
    rule.next = enabled ? 'When a new row appears.' : 'Switched off.';
    countRules();
    return rule;
  }
  function settle(run: RunDetail, state: RunDetail['state']): RunDetail {
    run.state = state;
    run.problem = null;
    const of = (wanted: RunDetail['state']) => scene.runs.filter((one) => one.state === wanted);
    scene.status.runs = {
      active: of('running').length,
      held: of('held').length,
      failed: of('failed').length,
    };
    emit('runs');
    emit('status');
    return run;
  }

  return os.router({
    status: os.status.handler(() => scene.status),
    doctor: os.doctor.handler(() => scene.checks),
    changes: os.changes.handler(async function* ({ signal }) {
      for await (const change of published.subscribe('change', signal ? { signal } : {}))
        yield change;
    }),

    connection: {
      setClient: connection.setClient.handler(({ input }) => {
        const { clientId, clientSecret } = input;
        scene.status.connection.clientId = clientId;
        if (clientSecret !== undefined) {
          scene.status.connection.hasClientSecret = clientSecret !== null;
        }
        emit('status');
      }),
      begin: connection.begin.handler(({ input }) => {
        const now = Date.now();
        const attempt = input.flow === 'device' ? deviceAttempt(now) : waitingAttempt(now);
        scene.attempt = attempt;
        emit('attempt');
        return attempt;
      }),
      attempt: connection.attempt.handler(() => scene.attempt),
      paste: connection.paste.handler(({ input, errors }) => {
        if (!scene.attempt || !input.address.startsWith('http://localhost')) {
          throw errors.PROBLEM({
            data: {
              code: 'answer-not-ours',
              what: 'That is not the address Constant Contact sent the browser to.',
              advice: 'After pressing Allow, copy the address of the page you land on.',
            },
          });
        }
        scene.attempt = { ...scene.attempt, state: 'connected' };
        scene.status.connection.state = 'connected';
        emit('attempt');
        return scene.attempt;
      }),
      cancel: connection.cancel.handler(() => {
        if (scene.attempt) scene.attempt = { ...scene.attempt, state: 'cancelled' };
        emit('attempt');
      }),
      disconnect: connection.disconnect.handler(() => {
        scene.status.connection.state = 'not-connected';
        emit('status');
      }),
      recheck: connection.recheck.handler(() => {
        scene.status.connection.missing = [];
        emit('status');
      }),
    },

    rules: {
      list: rules.list.handler(() => scene.rules),
      get: rules.get.handler(({ input, errors }) => {
        return find(scene.rules, input.id) ?? fail(errors.PROBLEM({ data: gone }));
      }),
      apply: rules.apply.handler(({ input, errors }) => {
        try {
          const definition = ruleSchema.parse(parseRule(input.text, input.file).rule);
          const before = find(scene.rules, definition.id);
          const rule: RuleView = {
            id: definition.id,
            name: definition.name,
            enabled: before?.enabled ?? false,
            version: (before?.version ?? 0) + 1,
            sentence: summarise(definition),
            definition,
            problem: null,
            lastRun: before?.lastRun ?? null,
            next: before?.next ?? 'Switched off.',
            waitingRows: 0,
            updatedAt: Date.now(),
          };
          scene.rules = before
            ? scene.rules.map((one) => (one === before ? rule : one))
            : [...scene.rules, rule];
          countRules();
          return { rule, created: !before, changed: true };
        } catch (error) {
          throw errors.PROBLEM({ data: toProblem(error) });
        }
      }),
      enable: rules.enable.handler(({ input, errors }) => {
        const rule = find(scene.rules, input.id) ?? fail(errors.PROBLEM({ data: gone }));
        return switchRule(rule, true);
      }),
      disable: rules.disable.handler(({ input, errors }) => {
        const rule = find(scene.rules, input.id) ?? fail(errors.PROBLEM({ data: gone }));
        return switchRule(rule, false);
      }),
      remove: rules.remove.handler(({ input }) => {
        scene.rules = scene.rules.filter((rule) => rule.id !== input.id);
        countRules();
      }),
      run: rules.run.handler(({ input }) => ({
        runIds: scene.runs.filter((run) => run.ruleId === input.id).map((run) => run.id),
      })),
      dryRun: rules.dryRun.handler(({ input }) => scene.dryRun(input.id)),
    },

    runs: {
      list: runs.list.handler(({ input: { ruleId, open, limit } }) => {
        const wanted = scene.runs
          .filter((run) => !ruleId || run.ruleId === ruleId)
          .filter((run) => !open || run.endedAt === null);
        return (open ? wanted.toReversed() : wanted).slice(0, limit);
      }),
      get: runs.get.handler(({ input, errors }) => {
        return find(scene.runs, input.id) ?? fail(errors.PROBLEM({ data: gone }));
      }),
      approve: runs.approve.handler(({ input, errors }) => {
        const run = find(scene.runs, input.id) ?? fail(errors.PROBLEM({ data: gone }));
        return settle(run, 'running');
      }),
      discard: runs.discard.handler(({ input, errors }) => {
        const run = find(scene.runs, input.id) ?? fail(errors.PROBLEM({ data: gone }));
        return settle(run, 'discarded');
      }),
      retry: runs.retry.handler(({ input, errors }) => {
        const run = find(scene.runs, input.id) ?? fail(errors.PROBLEM({ data: gone }));
        return settle(run, 'running');
      }),
    },

    activity: {
      page: activity.page.handler(({ input: { before, ruleId, limit } }) =>
        scene.activity
          .filter((entry) => before === undefined || entry.id < before)
          .filter((entry) => !ruleId || entry.ruleId === ruleId)
          .slice(0, limit),
      ),
    },

    practice: {
      mailbox: practice.mailbox.handler(({ input }) => ({
        mails: scene.mails.slice(0, input.limit).map(({ html: _html, ...item }) => item),
        total: scene.mails.length,
      })),
      mail: practice.mail.handler(({ input, errors }) => {
        return find(scene.mails, input.id) ?? fail(errors.PROBLEM({ data: gone }));
      }),
    },
  });
}

function find<T extends { id: string }>(list: readonly T[], id: string): T | undefined {
  return list.find((one) => one.id === id);
}

function fail(error: unknown): never {
  throw error;
}
