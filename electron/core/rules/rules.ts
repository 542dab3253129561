/** Rules as people handle them: apply, switch on and off, remove, run, try without sending. */
import { isDeepStrictEqual } from 'node:util';
import type { DryRun, RuleView } from '../../../shared/contract/schemas.ts';
import { type Problem, RulepostError } from '../../../shared/errors/problem.ts';
import { summarise, summariseTrigger } from '../../../shared/rules/summary.ts';
import type { Activity } from '../activity/activity.ts';
import type { Events } from '../events.ts';
import type { Clock } from '../ports.ts';
import type { StoredRule } from '../store/rules.ts';
import type { Store } from '../store/store.ts';
import type { MailCompiler } from './compiled.ts';
import { loadRule } from './load.ts';

export interface Rules {
  list(): RuleView[];
  get(id: string): RuleView;
  /**
   * Takes over a rule file; a new rule is switched off.
   * @throws RulepostError `rule-invalid` and what else is wrong with it
   */
  apply(input: {
    text: string;
    file: string;
    folder: string;
  }): Promise<{ rule: RuleView; created: boolean; changed: boolean }>;
  enable(id: string): Promise<RuleView>;
  disable(id: string): RuleView;
  remove(id: string): void;
  run(id: string): Promise<string[]>;
  dryRun(id: string, signal?: AbortSignal): Promise<DryRun>;
}

export interface RulesDeps {
  store: Store;
  compiler: MailCompiler;
  activity: Activity;
  events: Events;
  clock: Clock;
  wake(): void;
  runNow(ruleId: string): Promise<string[]>;
  /** Takes in what the rule's source holds now; its troubles are the rule's and not thrown. */
  readSource(ruleId: string): Promise<void>;
  /**
   * What has to be so in the account before the rule can send; makes its custom fields.
   * @throws RulepostError what is not
   */
  prepareAccount(rule: StoredRule, slots: number): Promise<void>;
  /** @returns what is wrong between the rule and its file as it is now, or null */
  checkSource(rule: StoredRule): Promise<Problem | null>;
  tryRule(rule: StoredRule, signal?: AbortSignal): Promise<DryRun>;
  /** The rule is removed: its runs that have not left are discarded. */
  discardRuns(ruleId: string): void;
}

export function createRules(deps: RulesDeps): Rules {
  const { store, compiler, activity, events, clock, wake } = deps;

  function find(id: string): StoredRule {
    const rule = store.rules.get(id);
    if (rule === undefined) throw new RulepostError('rule-not-found', { rule: id });
    return rule;
  }

  function view(rule: StoredRule): RuleView {
    const [last] = store.runs.latest(1, rule.id);
    return {
      id: rule.id,
      name: rule.definition.name,
      enabled: rule.enabled,
      version: rule.version,
      sentence: summarise(rule.definition),
      definition: rule.definition,
      problem: rule.problem,
      lastRun:
        last === undefined
          ? null
          : {
              id: last.id,
              state: last.state,
              at: last.updatedAt,
              sent: store.deliveries.counts(last.id).sent,
            },
      next: rule.enabled ? capitalised(summariseTrigger(rule.definition)) : 'Switched off.',
      waitingRows: store.occurrences.waitingCount(rule.id),
      updatedAt: rule.updatedAt,
    };
  }

  function changed(id: string): RuleView {
    events.emit('rules');
    events.emit('status');
    wake();
    return view(find(id));
  }

  return {
    list: () => store.rules.list().map(view),
    get: (id) => view(find(id)),

    async apply({ text, file, folder }) {
      const definition = await loadRule(text, file, folder);
      const { id } = definition;
      const before = store.rules.get(id);
      if (before !== undefined && isDeepStrictEqual(before.definition, definition)) {
        return { rule: view(before), created: false, changed: false };
      }
      const now = clock.now();
      // Compiled before it is stored: a mail that cannot be made is no rule.
      const stored: StoredRule = {
        id,
        definition,
        version: (before?.version ?? 0) + 1,
        enabled: before?.enabled ?? false,
        problem: null,
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
      };
      compiler.compile(stored);
      const choosesOthers =
        before !== undefined &&
        !isDeepStrictEqual(
          [before.definition.when, before.definition.who],
          [definition.when, definition.who],
        );
      // What has come under the rule as it was until now still belongs to it.
      if (before?.enabled && choosesOthers) await deps.readSource(id);
      store.transaction(() => {
        store.rules.save(definition, now);
        if (!choosesOthers) return;
        // Rows that have long been there and only now match are no new rows.
        const aside = definition.when.existingRows === 'skip';
        store.rules.saveSource(id, { readState: null, baseline: aside ? 'pending' : 'done' });
      });
      store.rules.setProblem(id, await deps.checkSource(find(id)));
      const { version } = find(id);
      const params = { rule: definition.name, version };
      activity.event('info', before ? 'rule-changed' : 'rule-added', params, { ruleId: id });
      return { rule: changed(id), created: before === undefined, changed: true };
    },

    async enable(id) {
      const rule = find(id);
      if (rule.enabled) return view(rule);
      await deps.prepareAccount(rule, compiler.compile(rule).maxSlots);
      const aside = rule.definition.when.existingRows === 'skip';
      store.transaction(() => {
        store.rules.setEnabled(id, true, clock.now());
        store.rules.saveSource(id, { readState: null, baseline: aside ? 'pending' : 'done' });
      });
      store.rules.setProblem(id, await deps.checkSource(find(id)));
      activity.event('info', 'rule-switched-on', { rule: rule.definition.name }, { ruleId: id });
      return changed(id);
    },

    disable(id) {
      const rule = find(id);
      if (!rule.enabled) return view(rule);
      store.rules.setEnabled(id, false, clock.now());
      store.rules.setProblem(id, null);
      activity.event('info', 'rule-switched-off', { rule: rule.definition.name }, { ruleId: id });
      return changed(id);
    },

    remove(id) {
      const rule = find(id);
      store.rules.remove(id, clock.now());
      deps.discardRuns(id);
      activity.event('info', 'rule-removed', { rule: rule.definition.name }, { ruleId: id });
      events.emit('rules');
      events.emit('status');
    },

    run(id) {
      const rule = find(id);
      if (!rule.enabled) throw new RulepostError('rule-disabled', { rule: id });
      return deps.runNow(id);
    },

    dryRun: (id, signal) => deps.tryRule(find(id), signal),
  };
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
