import { Center } from '@mantine/core';
import { IconMailbox, IconMailOpened } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Empty, Screen } from '../../ui/screen.tsx';
import { count } from '../../ui/words.ts';
import { MailList } from './mail-list.tsx';
import { MailReader } from './mail-reader.tsx';
import classes from './mailbox.module.css';

/** What the practice account delivered: every mail as its recipient would have got it. */
export function Mailbox({ id }: { id: string | null }) {
  const box = useQuery(orpc.practice.mailbox.queryOptions({ input: { limit: 200 } }));
  return (
    <Screen
      title="Mailbox"
      lead={
        box.data && box.data.total > 0
          ? `${count(box.data.total, 'mail', 'mails')} delivered by the practice account. Nobody was really mailed.`
          : 'Mail delivered by the practice account. Nobody is really mailed.'
      }
    >
      <Loaded query={box}>
        {({ mails, total }) =>
          total === 0 ? (
            <Card>
              <Empty icon={<IconMailbox size={24} stroke={1.6} aria-hidden />} title="No mail yet">
                When a rule sends in the practice account, each mail appears here as its recipient
                would get it. <a href={to.rules}>Go to the rules</a>
              </Empty>
            </Card>
          ) : (
            <div className={classes.panes} data-reading={id !== null}>
              <div className={classes.list}>
                <MailList mails={mails} total={total} selected={id} />
              </div>
              <div className={classes.reader}>
                {id ? <MailReader id={id} /> : <NothingChosen />}
              </div>
            </div>
          )
        }
      </Loaded>
    </Screen>
  );
}

function NothingChosen() {
  return (
    <Center h="100%">
      <Empty icon={<IconMailOpened size={24} stroke={1.6} aria-hidden />} title="Choose a mail">
        It opens here as its recipient would see it.
      </Empty>
    </Center>
  );
}
