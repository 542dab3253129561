/** Compiled mails of rules, made once per version. */
import { type CompiledMail, compileMail } from '../mail/compile.ts';
import type { StoredRule } from '../store/rules.ts';

export interface MailCompiler {
  /**
   * @param columns the source's columns, when they are known: placeholders are checked against them
   * @throws RulepostError what is wrong with the mail
   */
  compile(rule: StoredRule, columns?: readonly string[]): CompiledMail;
}

export function createMailCompiler(): MailCompiler {
  const known = new Map<string, { version: number; mail: CompiledMail }>();
  return {
    compile(rule, columns) {
      const found = known.get(rule.id);
      if (columns === undefined && found?.version === rule.version) return found.mail;
      const mail = compileMail(rule.definition.what, columns);
      known.set(rule.id, { version: rule.version, mail });
      return mail;
    },
  };
}
