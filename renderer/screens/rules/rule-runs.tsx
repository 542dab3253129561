import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { StateLabel } from '../../ui/status-icon.tsx';
import { Ago } from '../../ui/time.tsx';
import { people, runStateWords } from '../../ui/words.ts';
import classes from './rules.module.css';

export function RuleRuns({ ruleId }: { ruleId: string }) {
  const runs = useQuery(orpc.runs.list.queryOptions({ input: { ruleId, limit: 10 } }));
  return (
    <Loaded query={runs}>
      {(list) =>
        list.length === 0 ? (
          <Text size="sm" c="dimmed" p="md" px={20}>
            This rule has not run yet.
          </Text>
        ) : (
          <ul className={classes.runList}>
            {list.map((run) => (
              <li key={run.id}>
                <span>
                  <a href={to.run(run.id)}>{people(run.recipients)}</a>{' '}
                  <span className={classes.quiet}>
                    <Ago at={run.createdAt} />
                  </span>
                </span>
                <StateLabel {...runStateWords[run.state]} />
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
