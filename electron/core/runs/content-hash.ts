/** Recognises the same e-mail: a rule that keeps one campaign for life needs a new one when it changes. */
import { hash } from 'node:crypto';
import type { RunMail } from '../store/runs.ts';

/** @returns a hash of everything a recipient would see, in a fixed order */
export function contentHash(mail: RunMail): string {
  const { fromEmail, fromName, replyTo, subject, preheader, html, slots } = mail;
  const parts = [fromEmail, fromName, replyTo, subject, preheader, html, slots];
  return hash('sha256', JSON.stringify(parts), 'base64url');
}
