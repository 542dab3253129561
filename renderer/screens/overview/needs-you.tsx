import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RunView, Status } from '../../../shared/contract/schemas.ts';
import { to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { RunActions } from '../../ui/run-actions.tsx';
import { StateLabel } from '../../ui/status-icon.tsx';
import { Ago } from '../../ui/time.tsx';
import { people, runStateWords } from '../../ui/words.ts';
import classes from './overview.module.css';

/** Runs that go on only when a person says so. Absent when there are none. */
export function NeedsYou({ status }: { status: Status }) {
  const waiting = status.runs.held + status.runs.failed;
  const runs = useQuery({
    ...orpc.runs.list.queryOptions({ input: { open: true, limit: 500 } }),
    enabled: waiting > 0,
  });
  if (waiting === 0) return null;
  return (
    <Card title="Waiting for you" flush>
      <Loaded query={runs}>
        {(open) =>
          open
            .filter((run) => run.state === 'held' || run.state === 'failed')
            .map((run) => <WaitingRun key={run.id} run={run} />)
        }
      </Loaded>
    </Card>
  );
}

function WaitingRun({ run }: { run: RunView }) {
  const { words, tone } = runStateWords[run.state];
  return (
    <article className={classes.run}>
      <div className={classes.runHead}>
        <h3 className={classes.runName}>{run.ruleName}</h3>
        <StateLabel tone={tone} words={words} />
      </div>
      {run.problem && (
        <p className={classes.runText}>
          {run.problem.what} <span className={classes.quiet}>{run.problem.advice}</span>
        </p>
      )}
      <p className={`${classes.runText} ${classes.quiet}`}>
        {people(run.recipients)} · <Ago at={run.createdAt} />
      </p>
      <div className={classes.runActions}>
        <RunActions run={run} size="xs" />
        <Button component="a" href={to.run(run.id)} size="xs" variant="subtle">
          Look at it
        </Button>
      </div>
    </article>
  );
}
