import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ConnectionStatus } from '../../../shared/contract/schemas.ts';
import { to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Card, Facts } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { connectionWords, StateLabel } from '../../ui/status-icon.tsx';
import { Ago, DateOf } from '../../ui/time.tsx';
import { useToasts } from '../../ui/toasts.tsx';
import { useAction } from '../../ui/use-action.ts';
import classes from './overview.module.css';

export function ConnectionCard({ connection }: { connection: ConnectionStatus }) {
  const { account, protection } = connection;
  const { words, tone } = connectionWords[connection.state];
  const facts = [
    ...(account ? ([['Organisation', account.organisation]] as const) : []),
    ...(account ? ([['Signed in as', breakable(account.signedInAs)]] as const) : []),
    ...(connection.connectedAt
      ? ([['Connected', <Ago key="at" at={connection.connectedAt} />]] as const)
      : []),
    ...(connection.nextRefreshAt
      ? ([['Next renewal', <Ago key="at" at={connection.nextRefreshAt} />]] as const)
      : []),
    ...(connection.endsUnlessUsedBy
      ? ([['Ends if unused', <DateOf key="at" at={connection.endsUnlessUsedBy} />]] as const)
      : []),
  ];
  return (
    <Card title="Connection" aside={<StateLabel tone={tone} words={words} />}>
      <Facts facts={facts} />
      <p className={classes.protection}>{protection.words}</p>
      <div className={classes.cardActions}>
        <Button component="a" href={to.connect} size="xs" variant="default">
          Reconnect
        </Button>
        <Disconnect organisation={account?.organisation ?? 'the account'} />
      </div>
    </Card>
  );
}

/** A long address goes on in a new line at its @ rather than anywhere. */
function breakable(address: string) {
  return address
    .split('@')
    .flatMap((part, index) => (index === 0 ? part : ['@', <wbr key={part} />, part]));
}

function Disconnect({ organisation }: { organisation: string }) {
  const toasts = useToasts();
  const [asking, setAsking] = useState(false);
  const disconnect = useAction(
    orpc.connection.disconnect.mutationOptions({
      onSuccess: () =>
        toasts.done('Disconnected. Rules and everything queued are kept.', {
          words: 'Connect again',
          onClick: () => {
            location.hash = to.connect;
          },
        }),
      onSettled: () => setAsking(false),
    }),
  );
  return (
    <>
      <Button size="xs" variant="subtle" color="gray" onClick={() => setAsking(true)}>
        Disconnect
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Disconnect from ${organisation}?`}
        words="Disconnect"
        danger
        loading={disconnect.isPending}
        onConfirm={() => disconnect.mutate(undefined)}
      >
        Rulepost forgets the connection and stops sending. Your rules, what is queued and the
        history are kept, and all of it goes on when you connect again.
      </Confirm>
    </>
  );
}
