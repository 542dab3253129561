import { Box } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { MailFrame } from '../../ui/mail-frame.tsx';
import { formatInstant } from '../../ui/time.tsx';
import classes from './mailbox.module.css';

export function MailReader({ id }: { id: string }) {
  const mail = useQuery(orpc.practice.mail.queryOptions({ input: { id } }));
  return (
    <>
      <a className={classes.back} href={to.mailbox}>
        <span aria-hidden="true">‹</span> All mail
      </a>
      {!mail.data ? (
        <Box p={20}>
          <Loaded query={mail}>{() => null}</Loaded>
        </Box>
      ) : (
        <article className={classes.mail} aria-label={mail.data.subject}>
          <header className={classes.mailHead}>
            <h2 className={classes.mailSubject}>{mail.data.subject}</h2>
            <p className={classes.mailMeta}>
              From {mail.data.from}
              <br />
              To {mail.data.to}
              <br />
              {formatInstant(mail.data.at)} · {mail.data.campaignName}
            </p>
          </header>
          <div className={classes.mailBody}>
            <MailFrame html={mail.data.html} title={`Mail “${mail.data.subject}”`} />
          </div>
        </article>
      )}
    </>
  );
}
