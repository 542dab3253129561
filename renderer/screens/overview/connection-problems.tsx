import type { Status } from '../../../shared/contract/schemas.ts';
import { to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useAction } from '../../ui/use-action.ts';

/** What is wrong with the connection and what the account lacks, each with its way out. */
export function ConnectionProblems({ status }: { status: Status }) {
  const { problem, missing, state } = status.connection;
  const recheck = useAction(orpc.connection.recheck.mutationOptions());
  const { sentence } = status.overall;
  return (
    <>
      {problem && (
        <ProblemNote
          problem={problem}
          tone="warn"
          adviceOnly={problem.what === sentence}
          action={
            state === 'reconnect-needed' ? { words: 'Reconnect', href: to.connect } : undefined
          }
        />
      )}
      {missing.map((one) => (
        <ProblemNote
          key={one.code}
          problem={one}
          tone="warn"
          adviceOnly={one.what === sentence}
          action={{
            words: 'Check again',
            onClick: () => recheck.mutate(undefined),
            loading: recheck.isPending,
          }}
        />
      ))}
    </>
  );
}
