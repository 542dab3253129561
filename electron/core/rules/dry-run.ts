/** Tries a rule on its real file: who would get what, who would not and why, at what price. Nothing is sent or kept. */
import type { DryRun } from '../../../shared/contract/schemas.ts';
import { type Problem, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Row } from '../../../shared/rules/schema.ts';
import type { CompiledMail } from '../mail/compile.ts';
import { tagsSetting } from '../runs/custom-fields.ts';
import { dedupeKeyOf, maxRecipients, strategyOf } from '../runs/planner.ts';
import { priceOf } from '../runs/price.ts';
import { personKey, readAddress } from '../sources/address.ts';
import { readMatchingRows } from '../sources/csv-rows.ts';
import type { StoredRule } from '../store/rules.ts';
import type { Store } from '../store/store.ts';

/** Mails and exclusions listed; the rest is counted. */
const shown = 50;

interface Candidate {
  id: string;
  row: Row;
  address: string;
}

/** @throws RulepostError what keeps the file from being read or the mail from being made */
export async function dryRun(
  rule: StoredRule,
  deps: { store: Store; compile(columns: readonly string[]): CompiledMail; signal?: AbortSignal },
): Promise<DryRun> {
  const { store, compile, signal } = deps;
  const { definition } = rule;
  const people: Candidate[] = [];
  const excluded: DryRun['excluded'] = [];
  let excludedCount = 0;
  let seen = 0;
  const claimed = new Set<string>();

  function exclude(row: string, address: string, reason: Problem): void {
    excludedCount++;
    if (excluded.length < shown) excluded.push({ row, address, reason });
  }

  function consider(key: string, row: Row): void {
    if (store.occurrences.isKnown(rule.id, key)) {
      seen++;
      return;
    }
    const text = row[definition.who.recipient] ?? '';
    const read = readAddress(text);
    if ('problem' in read) {
      exclude(key, text, read.problem);
      return;
    }
    const dedupeKey = dedupeKeyOf(definition, key, read.address);
    if (claimed.has(dedupeKey) || store.deliveries.isClaimed(rule.id, dedupeKey)) {
      exclude(key, read.address, toProblem(new RulepostError('already-mailed')));
      return;
    }
    claimed.add(dedupeKey);
    people.push({ id: key, row, address: read.address });
  }

  const reading = await readMatchingRows(definition, {
    ...(signal === undefined ? {} : { signal }),
    onMatch(batch) {
      for (const { key, row } of batch) consider(key, row);
    },
  });

  const mail = compile(reading.headers);
  const strategy = strategyOf(definition);
  const sizes: number[] = [];
  const rejected = new Set<string>();
  for (const wave of wavesOf(people)) {
    const plan = mail.plan(wave, {
      keepPersonal: strategy === 'standing-campaign',
      ...(store.settings.get(tagsSetting) === 'unknown' && { mostSlots: 0 }),
    });
    sizes.push(...plan.groups.map((group) => group.ids.length));
    for (const { id, problem } of plan.rejected) {
      rejected.add(id);
      exclude(id, wave.find((one) => one.id === id)?.address ?? '', problem);
    }
  }
  const matches = people.filter(({ id }) => !rejected.has(id));
  return {
    ruleId: rule.id,
    note: noteOf(rule, matches.length),
    rowsRead: reading.rows,
    rowsAlreadySeen: seen,
    matches: matches.slice(0, shown).map(({ id, row, address }) => {
      const { subject, html } = mail.preview(row);
      return { row: id, address, subject, html };
    }),
    moreMatches: Math.max(0, matches.length - shown),
    excluded,
    moreExcluded: excludedCount - excluded.length,
    notMatching: reading.rows - reading.matching - reading.unusable,
    unusable: { count: reading.problemCount, first: firstProblem(reading.problems) },
    runs: sizes.length,
    calls: priceOf(sizes, strategy),
  };
}

/** As the planner does it: a run reaches a person once, and holds so many at most. */
function wavesOf(people: readonly Candidate[]): Candidate[][] {
  const waves: Candidate[][] = [];
  const waveOfPerson = new Map<string, number>();
  for (const candidate of people) {
    const person = personKey(candidate.address);
    let wave = (waveOfPerson.get(person) ?? -1) + 1;
    while ((waves[wave]?.length ?? 0) >= maxRecipients) wave++;
    waveOfPerson.set(person, wave);
    waves[wave] ??= [];
    waves[wave]?.push(candidate);
  }
  return waves;
}

function firstProblem([first]: readonly Problem[]): Problem | null {
  return first === undefined ? null : { code: first.code, what: first.what, advice: first.advice };
}

function noteOf(rule: StoredRule, matches: number): string | null {
  if (matches === 0 || rule.enabled || rule.definition.when.existingRows === 'send') return null;
  return 'These rows are in the file already. When the rule is switched on they are left alone, and only rows that come later are mailed (existingRows: skip).';
}
