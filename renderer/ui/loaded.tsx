import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { problemOf } from '../rpc.ts';
import { ProblemNote } from './problem-note.tsx';

interface LoadedProps<Data> {
  query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch' | 'isFetching'>;
  /** Shape of what is coming; three lines when left out. */
  waiting?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** Shows an answer, or that it is on its way, or why there is none. An old answer stays in view. */
export function Loaded<Data>({ query, waiting, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return (
      <ProblemNote
        problem={problemOf(query.error)}
        alert
        action={{
          words: 'Try again',
          onClick: () => void query.refetch(),
          loading: query.isFetching,
        }}
      />
    );
  }
  return (
    <div aria-busy="true">
      <span className="visually-hidden">Loading</span>
      {waiting ?? <SkeletonLines />}
    </div>
  );
}

export function SkeletonLines({ lines = 3 }: { lines?: number }) {
  return (
    <Stack gap={12}>
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key, line) => (
        <Skeleton key={key} height={16} width={line % 3 === 2 ? '55%' : '100%'} />
      ))}
    </Stack>
  );
}
