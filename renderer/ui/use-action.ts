import {
  type UseMutationOptions,
  type UseMutationResult,
  useMutation,
} from '@tanstack/react-query';
import { problemOf } from '../rpc.ts';
import { useToasts } from './toasts.tsx';

/** A call behind a button: whatever goes wrong is told in a toast. */
export function useAction<Data, Input, Context>(
  options: UseMutationOptions<Data, Error, Input, Context>,
): UseMutationResult<Data, Error, Input, Context> {
  const toasts = useToasts();
  return useMutation({
    ...options,
    onError: (error, ...rest) => {
      toasts.problem(problemOf(error));
      return options.onError?.(error, ...rest);
    },
  });
}
