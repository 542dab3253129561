/** Shows a run's mail as one recipient gets it: merge tags of Rulepost's own fields filled in. */
import { escapeHtml } from '../mail/escape.ts';
import type { RunMail } from '../store/runs.ts';
import { fieldName } from './custom-fields.ts';

/** @param values the recipient's values, in the order of the fields */
export function fillTags(
  mail: Pick<RunMail, 'subject' | 'preheader' | 'html'>,
  values: readonly string[],
): { subject: string; preheader: string | undefined; html: string } {
  const slotOf = new Map(values.map((value, slot) => [fieldName(slot), value]));
  const fill = (text: string, write: (value: string) => string) =>
    text.replace(/\[\[CUSTOM\.(\w+)[^\]]*\]\]/gi, (tag, name: string) => {
      const value = slotOf.get(name.toLowerCase());
      return value === undefined ? tag : write(value);
    });
  const plain = (value: string) => value;
  return {
    subject: fill(mail.subject, plain),
    preheader: mail.preheader === undefined ? undefined : fill(mail.preheader, plain),
    html: fill(mail.html, escapeHtml),
  };
}
