/** Who can be mailed: the one place that says so. */
import type { Contact } from '../entities.ts';

export function isMailable(contact: Contact): boolean {
  return (
    contact.deletedAt === undefined &&
    contact.email !== null &&
    (contact.email.permission === 'explicit' || contact.email.permission === 'implicit')
  );
}
