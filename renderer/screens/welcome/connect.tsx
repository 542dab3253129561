import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Attempt, Flow, Status } from '../../../shared/contract/schemas.ts';
import { orpc, queryClient } from '../../rpc.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Screen } from '../../ui/screen.tsx';
import classes from './connect.module.css';
import { Connected } from './connected.tsx';
import { Start } from './start.tsx';
import { Waiting } from './waiting.tsx';

/** From "not connected" to "connected": what it means, the consent in a browser, and how it ended. */
export function Connect() {
  const status = useQuery(orpc.status.queryOptions());
  const attempt = useQuery({
    ...orpc.connection.attempt.queryOptions(),
    // The change stream says when it moves; asking as well costs nothing and a person is waiting.
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? 2_000 : false),
  });
  return (
    <div className={classes.page}>
      <Loaded query={status}>
        {(data) => (
          <Loaded query={attempt}>{(current) => <Stage status={data} attempt={current} />}</Loaded>
        )}
      </Loaded>
    </div>
  );
}

function Stage({ status, attempt }: { status: Status; attempt: Attempt | null }) {
  const [again, setAgain] = useState(false);
  const begin = useMutation(
    orpc.connection.begin.mutationOptions({
      onSuccess: (begun) => {
        setAgain(false);
        queryClient.setQueryData(orpc.connection.attempt.queryKey(), begun);
        // A code is typed on any device; only consent in this browser opens at once.
        if (begun.flow !== 'device') window.open(begun.url, '_blank', 'noopener');
      },
    }),
  );
  const onBegin = (flow?: Flow) =>
    begin.mutate({
      flow: flow ?? (status.connection.hasClientSecret ? 'secret' : 'pkce'),
      open: false,
    });

  if (attempt?.state === 'waiting') {
    return <Waiting attempt={attempt} onBegin={onBegin} beginning={begin.isPending} />;
  }
  const { state } = status.connection;
  const works = state === 'connected' || state === 'refreshing' || state === 'offline';
  if (works && !again) return <Connected status={status} onAgain={() => setAgain(true)} />;

  return (
    <Screen
      title={
        works || state === 'reconnect-needed' ? 'Reconnect' : 'Connect Rulepost to Constant Contact'
      }
      lead={
        state === 'reconnect-needed'
          ? 'Constant Contact no longer accepts the connection. Agree once more, and everything that waits goes on.'
          : 'You do this once. From then on Rulepost keeps the connection alive by itself.'
      }
    >
      <Start
        status={status}
        failed={attempt?.problem && attempt.state !== 'connected' ? attempt.problem : null}
        onBegin={() => onBegin()}
        beginning={begin.isPending}
        error={begin.error}
      />
    </Screen>
  );
}
