import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RunView } from '../../shared/contract/schemas.ts';
import { orpc } from '../rpc.ts';
import { Confirm } from './confirm.tsx';
import { useToasts } from './toasts.tsx';
import { useAction } from './use-action.ts';
import { people } from './words.ts';

/** What a person can do with a run that waits or stopped. Mail cannot be called back, so it asks first. */
export function RunActions({ run, size = 'sm' }: { run: RunView; size?: 'xs' | 'sm' }) {
  const toasts = useToasts();
  const [asking, setAsking] = useState<'approve' | 'discard' | null>(null);
  const close = () => setAsking(null);

  const approve = useAction(
    orpc.runs.approve.mutationOptions({
      onSuccess: () => toasts.done(`Approved. ${run.ruleName} goes out now.`),
      onSettled: close,
    }),
  );
  const discard = useAction(
    orpc.runs.discard.mutationOptions({
      onSuccess: () => toasts.done('Discarded. Nobody in this run gets this mail.'),
      onSettled: close,
    }),
  );
  const retry = useAction(
    orpc.runs.retry.mutationOptions({
      onSuccess: () => toasts.done('It goes on from the step that failed.'),
    }),
  );

  if (run.state !== 'held' && run.state !== 'failed') return null;
  const left = run.recipients - run.sent;

  return (
    <>
      {run.state === 'held' ? (
        <Button size={size} onClick={() => setAsking('approve')}>
          Approve
        </Button>
      ) : (
        <Button size={size} loading={retry.isPending} onClick={() => retry.mutate({ id: run.id })}>
          Retry
        </Button>
      )}
      <Button size={size} variant="default" onClick={() => setAsking('discard')}>
        Discard
      </Button>

      <Confirm
        opened={asking === 'approve'}
        onClose={close}
        title={`Send to ${people(run.recipients)}?`}
        words={`Send to ${people(run.recipients)}`}
        loading={approve.isPending}
        onConfirm={() => approve.mutate({ id: run.id })}
      >
        The mail of “{run.ruleName}” leaves right away. Mail that has left cannot be called back.
      </Confirm>
      <Confirm
        opened={asking === 'discard'}
        onClose={close}
        title="Discard this run?"
        words="Discard"
        danger
        loading={discard.isPending}
        onConfirm={() => discard.mutate({ id: run.id })}
      >
        {left === 1 ? 'One person does' : `${people(left)} do`} not get this mail. The rule “
        {run.ruleName}” itself stays as it is.
      </Confirm>
    </>
  );
}
