/** A rule's mail, compiled once: checked, ready to be planned for recipients and shown for a row. */
import type { MailContent, Row } from '../../../shared/rules/schema.ts';
import { checkRendering, checkTemplate, MOST_SLOTS } from './limits.ts';
import { type CompiledPart, compilePart, createRenderer, dynamicPieces } from './parts.ts';
import { type MailPlan, type MailRecipient, type PlanOptions, planMail } from './plan.ts';
import { withoutTracking, withTracking } from './tracking.ts';

export interface MailPreview {
  subject: string;
  preheader: string;
  html: string;
}

export interface CompiledMail {
  /** No plan uses more custom fields than this, whatever the rows. */
  readonly maxSlots: number;
  plan(recipients: readonly MailRecipient[], options?: PlanOptions): MailPlan;
  /**
   * The mail as the person of this row would see it.
   * @throws RulepostError as `plan` rejects: `value-unreadable`, `mail-not-made`, ...
   */
  preview(row: Row): MailPreview;
}

/**
 * @param columns names of the source's columns, if known: placeholders are checked against them
 * @throws RulepostError `template-invalid`, `placeholder-unknown`, `forbidden-sequence`,
 * `mail-too-long`, `link-too-long`
 */
export function compileMail(
  content: Pick<MailContent, 'subject' | 'preheader' | 'html'>,
  columns?: readonly string[],
): CompiledMail {
  const parts: CompiledPart[] = [];
  for (const [name, source] of [
    ['subject', content.subject],
    ['preheader', content.preheader ?? ''],
    ['html', withTracking(content.html)],
  ] as const) {
    if (name === 'preheader' && source === '') continue;
    const part = compilePart(name, source, dynamicPieces(parts).length, columns);
    checkTemplate(source, part);
    parts.push(part);
  }
  const render = createRenderer(parts);

  return {
    maxSlots: countSlots(parts),
    plan: (recipients, options = {}) => planMail(parts, render, recipients, options),
    preview(row) {
      const texts = render(row);
      for (const part of parts) checkRendering(part, texts);
      const show = (name: CompiledPart['name']) =>
        (parts.find((part) => part.name === name)?.pieces ?? [])
          .map((piece) => (typeof piece === 'string' ? piece : texts[piece.index]))
          .join('');
      return {
        subject: show('subject'),
        preheader: show('preheader'),
        html: withoutTracking(show('html')),
      };
    },
  };
}

function countSlots(parts: readonly CompiledPart[]): number {
  const possible = dynamicPieces(parts).filter(
    ({ dependsOnRow, place }) => dependsOnRow && place !== 'nowhere',
  );
  return Math.min(MOST_SLOTS, new Set(possible.map(({ key }) => key)).size);
}
