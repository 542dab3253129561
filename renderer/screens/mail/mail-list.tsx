import type { MailboxItem } from '../../../shared/contract/schemas.ts';
import { to } from '../../route.ts';
import { Ago } from '../../ui/time.tsx';
import { count } from '../../ui/words.ts';
import classes from './mailbox.module.css';

interface MailListProps {
  mails: readonly MailboxItem[];
  total: number;
  selected: string | null;
}

export function MailList({ mails, total, selected }: MailListProps) {
  const older = total - mails.length;
  return (
    <>
      <ol className={classes.items} aria-label="Delivered mail" aria-live="polite">
        {mails.map((mail) => (
          <li key={mail.id}>
            <a
              className={classes.item}
              href={to.mail(mail.id)}
              aria-current={mail.id === selected ? 'true' : undefined}
            >
              <span className={classes.itemHead}>
                <span className={classes.itemTo}>{mail.to}</span>
                <span className={classes.itemAt}>
                  <Ago at={mail.at} />
                </span>
              </span>
              <span className={classes.itemSubject}>{mail.subject}</span>
              <span className={classes.itemPreheader}>{mail.preheader}</span>
            </a>
          </li>
        ))}
      </ol>
      {older > 0 && (
        <p className={classes.older}>and {count(older, 'older mail', 'older mails')}</p>
      )}
    </>
  );
}
