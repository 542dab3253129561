import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../rpc.ts';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ToneIcon } from '../../ui/status-icon.tsx';
import classes from './settings.module.css';

/** What Rulepost finds when it looks itself over; the same as "rulepost doctor". */
export function Checks() {
  const checks = useQuery(orpc.doctor.queryOptions());
  return (
    <Card
      title="Checks"
      aside={
        <Button
          size="compact-sm"
          variant="subtle"
          loading={checks.isFetching}
          onClick={() => void checks.refetch()}
        >
          Check again
        </Button>
      }
    >
      <Loaded query={checks}>
        {(list) => (
          <ul className={classes.checks} aria-live="polite">
            {list.map((check) => (
              <li key={check.name}>
                <ToneIcon tone={check.ok ? 'good' : 'warn'} />
                <div>
                  <p>
                    <span className="visually-hidden">{check.ok ? 'Fine: ' : 'Not fine: '}</span>
                    <strong>{check.name}</strong>
                  </p>
                  <p className={classes.quiet}>{check.words}</p>
                  {check.advice && <p>{check.advice}</p>}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
