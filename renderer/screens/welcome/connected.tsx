import { Button, Stack } from '@mantine/core';
import type { Status } from '../../../shared/contract/schemas.ts';
import { to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Card, Facts } from '../../ui/card.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Screen } from '../../ui/screen.tsx';
import { LevelSign } from '../../ui/status-icon.tsx';
import { useAction } from '../../ui/use-action.ts';
import classes from './connect.module.css';

/** The connection works: to whom, and what the account still lacks for sending. */
export function Connected({ status, onAgain }: { status: Status; onAgain: () => void }) {
  const { account, missing } = status.connection;
  const recheck = useAction(orpc.connection.recheck.mutationOptions());
  return (
    <Screen
      title="Connected"
      lead={
        missing.length === 0
          ? 'Everything needed for sending is there.'
          : 'The connection works. Before anything can be sent, the account needs:'
      }
      sign={<LevelSign level={missing.length === 0 ? 'fine' : 'attention'} />}
    >
      <Card>
        <Stack gap={16}>
          {missing.map((problem) => (
            <ProblemNote key={problem.code} problem={problem} tone="warn" />
          ))}
          {account && (
            <Facts
              facts={[
                ['Organisation', account.organisation],
                ['Signed in as', account.signedInAs],
                ['Sends from', account.confirmedSenders.join(', ') || 'no confirmed address yet'],
              ]}
            />
          )}
        </Stack>
        <div className={classes.actions}>
          {missing.length > 0 && (
            <Button loading={recheck.isPending} onClick={() => recheck.mutate(undefined)}>
              Check again
            </Button>
          )}
          <Button
            component="a"
            href={status.rules.total === 0 ? to.rules : to.overview}
            variant={missing.length > 0 ? 'default' : 'filled'}
          >
            {status.rules.total === 0 ? 'Add a rule' : 'Go to the overview'}
          </Button>
          <Button variant="subtle" color="gray" onClick={onAgain}>
            Connect again
          </Button>
        </div>
      </Card>
    </Screen>
  );
}
