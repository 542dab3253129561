import { useMutation } from '@tanstack/react-query';
import type { RuleView } from '../../../shared/contract/schemas.ts';
import { go, to } from '../../route.ts';
import { client, orpc, problemOf, queryClient } from '../../rpc.ts';
import { useToasts } from '../../ui/toasts.tsx';
import { useAction } from '../../ui/use-action.ts';
import { count } from '../../ui/words.ts';

/** Switches a rule on (true) or off. */
export function useSwitch(rule: RuleView) {
  const toasts = useToasts();
  return useMutation({
    mutationFn: (on: boolean) =>
      on ? client.rules.enable({ id: rule.id }) : client.rules.disable({ id: rule.id }),
    onSuccess: (changed) => {
      putIntoList(changed);
      toasts.done(`${changed.name} is ${changed.enabled ? 'on' : 'off'}.`);
    },
    onError: (error) => toasts.problem(problemOf(error)),
  });
}

/** Reads the rule's source at once and starts what is due. */
export function useRunNow(rule: RuleView) {
  const toasts = useToasts();
  return useAction(
    orpc.rules.run.mutationOptions({
      onSuccess: ({ runIds: [first, ...others] }) => {
        if (first === undefined) {
          toasts.done(`${rule.name}: nothing new to send.`);
          return;
        }
        toasts.done(`${rule.name}: ${count(others.length + 1, 'run', 'runs')} begun.`, {
          words: 'Show',
          onClick: () => go(to.run(first)),
        });
      },
    }),
  );
}

/** Removes a rule at once; the message that says so takes it back. */
export function useRemove(rule: RuleView) {
  const toasts = useToasts();
  const restore = async () => {
    try {
      // JSON is YAML, so the definition is a rule file as it stands.
      await client.rules.apply({
        text: JSON.stringify(rule.definition),
        file: `${rule.id}.yaml`,
        folder: '',
      });
      if (rule.enabled) await client.rules.enable({ id: rule.id });
      await queryClient.invalidateQueries({ queryKey: orpc.rules.list.key() });
      toasts.done(`${rule.name} is back.`);
    } catch (error) {
      toasts.problem(problemOf(error));
    }
  };
  return useAction(
    orpc.rules.remove.mutationOptions({
      onSuccess: () => {
        go(to.rules);
        toasts.done(`${rule.name} is removed.`, { words: 'Undo', onClick: () => void restore() });
      },
    }),
  );
}

/** Shows an answer at once instead of when the next list arrives. */
function putIntoList(rule: RuleView): void {
  queryClient.setQueryData(orpc.rules.list.queryKey(), (list: RuleView[] | undefined) =>
    list?.map((one) => (one.id === rule.id ? rule : one)),
  );
  queryClient.setQueryData(orpc.rules.get.queryKey({ input: { id: rule.id } }), rule);
}
