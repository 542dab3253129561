/**
 * Personalisation, compiled instead of looped: from many recipients to as few mails as possible.
 *
 * What is equal for all is written into the mail once. What differs becomes a slot: a merge tag in
 * the mail and a custom-field value per person. Recipients whose value cannot travel as a field are
 * grouped by that value, which is then written into the mail of their group.
 */
import { type Problem, RulepostError, toProblem } from '../../../shared/errors/problem.ts';
import type { Row } from '../../../shared/rules/schema.ts';
import { checkLink, checkRendering, limits, linksOf, MOST_SLOTS } from './limits.ts';
import { type CompiledPart, dynamicPieces } from './parts.ts';
import { type Candidate, chooseCandidates, type Rendered } from './slots.ts';
import { fillTags, writePart } from './write.ts';

export interface MailRecipient {
  id: string;
  row: Row;
}

/** One mail, and the people who get it. */
export interface MailGroup {
  ids: string[];
  subject: string;
  preheader?: string;
  html: string;
  /** How many custom fields it uses: the first `slots` ones. */
  slots: number;
  /** Each person's values, by slot. Plain text: fields hold data, not HTML. */
  values: Map<string, string[]>;
}

export interface MailPlan {
  groups: MailGroup[];
  /** People whose mail cannot be made, and why. */
  rejected: { id: string; problem: Problem }[];
}

export interface PlanOptions {
  /** Name of the custom field of a slot, counted from 0. Default: rulepost_1, rulepost_2, ... */
  slotTag?(slot: number): string;
  /**
   * For a mail that later recipients will get too: whatever depends on the row stays a slot, even if
   * it is the same for all of today's recipients.
   */
  keepPersonal?: boolean;
  /** Most custom fields to use; 0 where the service does not fill them in. Default 25. */
  mostSlots?: number;
}

/** @param render from `createRenderer` of the same parts */
export function planMail(
  parts: readonly CompiledPart[],
  render: (row: Row) => string[],
  recipients: readonly MailRecipient[],
  options: PlanOptions,
): MailPlan {
  const slotTag = options.slotTag ?? ((slot: number) => `rulepost_${slot + 1}`);
  const keepPersonal = options.keepPersonal ?? false;
  const plan: MailPlan = { groups: [], rejected: [] };
  const rendered: Rendered[] = [];
  for (const { id, row } of recipients) {
    try {
      const texts = render(row);
      for (const part of parts) checkRendering(part, texts);
      rendered.push({ id, texts, travelling: [] });
    } catch (error) {
      plan.rejected.push({ id, problem: rejection(error) });
    }
  }
  const mostSlots = options.mostSlots ?? MOST_SLOTS;
  const candidates = chooseCandidates(parts, rendered, { keepPersonal, mostSlots, slotTag });
  for (const members of groupByContent(rendered, candidates, parts)) {
    addGroup(plan, parts, members, candidates, keepPersonal, slotTag);
  }
  return plan;
}

/** People whose mails differ in slots alone belong together. */
function groupByContent(
  rendered: readonly Rendered[],
  candidates: readonly Candidate[],
  parts: readonly CompiledPart[],
): Rendered[][] {
  const slotOf = slotsByPiece(candidates);
  const pieces = dynamicPieces(parts).filter(({ dependsOnRow }) => dependsOnRow);
  const groups = new Map<string, Rendered[]>();
  for (const one of rendered) {
    let content = '';
    for (const { index } of pieces) {
      const slot = slotOf.get(index);
      const travels = slot !== undefined && one.travelling[slot] !== null;
      const text = one.texts[index] ?? '';
      content += travels ? '+' : `${text.length}:${text}`;
    }
    const members = groups.get(content);
    if (members) members.push(one);
    else groups.set(content, [one]);
  }
  return [...groups.values()];
}

function addGroup(
  plan: MailPlan,
  parts: readonly CompiledPart[],
  members: readonly Rendered[],
  candidates: readonly Candidate[],
  keepPersonal: boolean,
  slotTag: (slot: number) => string,
): void {
  const [first] = members;
  if (first === undefined) return;
  const used = candidates.flatMap((_, at) => {
    const value = first.travelling[at];
    if (value === null || value === undefined) return [];
    const differs = keepPersonal || members.some(({ travelling }) => travelling[at] !== value);
    return differs ? [at] : [];
  });
  const names = new Map<number, string>();
  for (const [slot, at] of used.entries()) {
    for (const { piece } of candidates[at]?.pieces ?? []) names.set(piece.index, slotTag(slot));
  }
  const written = new Map(parts.map((part) => [part.name, writePart(part, first.texts, names)]));
  const html = written.get('html') ?? '';
  const values = new Map<string, string[]>();
  const ids: string[] = [];
  const links = linksOf(html).filter((link) => link.length > limits.link || link.includes('[['));
  for (const { id, travelling } of members) {
    const own = used.map((at) => travelling[at] ?? '');
    try {
      for (const link of links) checkLink(fillTags(link, own, slotTag));
      if (html.length > limits.html) {
        const params = { part: 'html', length: html.length, limit: limits.html };
        throw new RulepostError('mail-too-long', params);
      }
    } catch (error) {
      plan.rejected.push({ id, problem: rejection(error) });
      continue;
    }
    ids.push(id);
    values.set(id, own);
  }
  if (ids.length === 0) return;
  const preheader = written.get('preheader');
  const subject = written.get('subject') ?? '';
  plan.groups.push({
    ids,
    subject,
    ...(preheader !== undefined && { preheader }),
    html,
    slots: used.length,
    values,
  });
}

function slotsByPiece(candidates: readonly Candidate[]): Map<number, number> {
  return new Map(
    candidates.flatMap(({ pieces }, at) => pieces.map(({ piece }) => [piece.index, at] as const)),
  );
}

function rejection(error: unknown): Problem {
  if (error instanceof RulepostError) return toProblem(error);
  const reason = error instanceof Error ? error.message : String(error);
  return toProblem(new RulepostError('mail-not-made', { reason }, { cause: error }));
}
