/** Turns waiting occurrences into runs: chooses the people, personalises the mail, brakes. */
import { setImmediate } from 'node:timers/promises';
import { type Problem, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Row, Rule } from '../../../shared/rules/schema.ts';
import type { Activity } from '../activity/activity.ts';
import type { Events } from '../events.ts';
import type { CompiledMail } from '../mail/compile.ts';
import type { Clock, Notifier } from '../ports.ts';
import { personKey, readAddress } from '../sources/address.ts';
import type { Occurrence } from '../store/occurrences.ts';
import type { StoredRule } from '../store/rules.ts';
import type { Strategy } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { heldBecause } from './brakes.ts';
import { tagsSetting } from './custom-fields.ts';
import { newRunId } from './run-id.ts';

/** Most people in one run: half of what one import takes (facts, section 6). */
export const maxRecipients = 20_000;

export interface Planner {
  /**
   * Plans runs for what waits, until nothing waits any more. Each is planned in one go; between
   * them the rest of the program has its turn.
   * @returns ids of the new runs
   */
  plan(rule: StoredRule, mail: CompiledMail): Promise<string[]>;
}

/** A person chosen for a run. */
interface Choice {
  occurrence: Occurrence;
  address: string;
  dedupeKey: string;
}

/** A row that is no reason to mail anybody. */
interface Exclusion {
  occurrence: Occurrence;
  address: string;
  why: Problem;
}

export function strategyOf(rule: Rule): Strategy {
  return rule.who.oncePer === 'person' ? 'standing-campaign' : 'own-campaign';
}

/** @returns the key under which this rule mails this person or row once */
export function dedupeKeyOf(rule: Rule, rowKey: string, address: string): string {
  return rule.who.oncePer === 'person' ? `person:${personKey(address)}` : `row:${rowKey}`;
}

export function createPlanner(deps: {
  store: Store;
  activity: Activity;
  events: Events;
  notifier: Notifier;
  clock: Clock;
}): Planner {
  const { store, activity, events, notifier, clock } = deps;

  /** Chooses from what waits; what cannot be mailed gets a delivery that says why. */
  function choose(rule: StoredRule, excluded: Exclusion[]): Choice[] {
    const { id: ruleId, definition } = rule;
    const chosen: Choice[] = [];
    const people = new Set<string>();
    for (const occurrence of store.occurrences.waiting(ruleId, maxRecipients)) {
      const text = occurrence.row[definition.who.recipient] ?? '';
      const read = readAddress(text);
      if ('problem' in read) {
        excluded.push({ occurrence, address: text, why: read.problem });
        continue;
      }
      const { address } = read;
      const person = personKey(address);
      const dedupeKey = dedupeKeyOf(definition, occurrence.key, address);
      const again = definition.who.oncePer === 'person' && people.has(person);
      if (again || store.deliveries.isClaimed(ruleId, dedupeKey)) {
        excluded.push({ occurrence, address, why: toProblem(new RulepostError('already-mailed')) });
        continue;
      }
      // A second row of the same person waits for the next run: one campaign reaches a person once.
      if (people.has(person)) continue;
      people.add(person);
      chosen.push({ occurrence, address, dedupeKey });
    }
    return chosen;
  }

  /** Keeps why each was left out, and tells a person in one entry what they can mend. */
  function exclude(rule: StoredRule, excluded: readonly Exclusion[]): void {
    for (const { occurrence, address, why } of excluded) {
      store.deliveries.insert(
        {
          ruleId: rule.id,
          runId: null,
          occurrenceId: occurrence.id,
          address,
          dedupeKey: null,
          values: [],
          state: 'excluded',
          reason: why,
        },
        clock.now(),
      );
      store.occurrences.take(occurrence.id);
    }
    // A person who has had the mail already is no news.
    const toMend = excluded.filter(({ why }) => why.code !== 'already-mailed');
    const [first] = toMend;
    if (first === undefined) return;
    const told = new RulepostError('rows-excluded', {
      count: toMend.length,
      reason: first.why.what,
    });
    activity.problem('warning', told, { ruleId: rule.id });
  }

  function planOnce(rule: StoredRule, mail: CompiledMail): string[] {
    const excluded: Exclusion[] = [];
    const chosen = choose(rule, excluded);
    const { definition } = rule;
    const byId = new Map(chosen.map((choice) => [String(choice.occurrence.id), choice]));
    const recipients = [...byId].map(([id, { occurrence }]) => ({
      id,
      row: occurrence.row as Row,
    }));
    const strategy = strategyOf(definition);
    // A standing campaign is the same for everyone who will ever get it: nothing personal is fixed in it.
    const plan = mail.plan(recipients, {
      keepPersonal: strategy === 'standing-campaign',
      ...(store.settings.get(tagsSetting) === 'unknown' && { mostSlots: 0 }),
    });
    for (const { id, problem } of plan.rejected) {
      const choice = byId.get(id);
      if (choice !== undefined) excluded.push({ ...choice, why: problem });
    }
    exclude(rule, excluded);
    const sizes = plan.groups.map((group) => group.ids.length);
    const source = store.rules.source(rule.id);
    const held = heldBecause(definition, sizes, strategy, source.baseline === 'absent');
    const { fromEmail, fromName, replyTo } = definition.what;

    return plan.groups.map((group) => {
      const now = clock.now();
      const id = newRunId(rule.id, now);
      const { subject, preheader, html, slots } = group;
      store.runs.insert(
        {
          id,
          ruleId: rule.id,
          ruleVersion: rule.version,
          strategy,
          state: held === null ? 'queued' : 'held',
          mail: { fromEmail, fromName, replyTo, subject, preheader, html, slots },
          problem: held === null ? null : toProblem(held),
        },
        now,
      );
      for (const member of group.ids) {
        const choice = byId.get(member);
        if (choice === undefined) continue;
        store.deliveries.insert(
          {
            ruleId: rule.id,
            runId: id,
            occurrenceId: choice.occurrence.id,
            address: choice.address,
            dedupeKey: choice.dedupeKey,
            values: group.values.get(member) ?? [],
            state: 'planned',
            reason: null,
          },
          now,
        );
        store.occurrences.take(choice.occurrence.id);
      }
      const about = { ruleId: rule.id, runId: id };
      if (held === null) activity.event('info', 'run-planned', { count: group.ids.length }, about);
      else activity.problem('warning', held, about);
      return id;
    });
  }

  return {
    async plan(rule, mail) {
      const planned: string[] = [];
      let before = Number.POSITIVE_INFINITY;
      for (;;) {
        const waiting = store.occurrences.waitingCount(rule.id);
        if (waiting === 0 || waiting >= before) break;
        before = waiting;
        planned.push(...store.transaction(() => planOnce(rule, mail)));
        await setImmediate();
      }
      // What waits has been looked at as "perhaps not new" once; what comes later is new.
      const source = store.rules.source(rule.id);
      if (source.baseline === 'absent' && source.readState !== null) {
        store.rules.saveSource(rule.id, { ...source, baseline: 'done' });
      }
      if (planned.length > 0) {
        events.emit('runs');
        events.emit('rules');
      }
      const held = planned.find((id) => store.runs.get(id)?.state === 'held');
      if (held !== undefined) {
        notifier.notify({
          key: `run-held:${rule.id}`,
          title: `"${rule.definition.name}" waits for your approval`,
          body: store.runs.get(held)?.problem?.what ?? '',
          target: `run/${held}`,
        });
      }
      return planned;
    },
  };
}
