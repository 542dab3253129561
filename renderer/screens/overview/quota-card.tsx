import { Progress, Text } from '@mantine/core';
import type { Quota } from '../../../shared/contract/schemas.ts';
import { Card } from '../../ui/card.tsx';
import { Ago, ClockOf } from '../../ui/time.tsx';
import { number } from '../../ui/words.ts';
import classes from './overview.module.css';

/** How much of the day's calls to Constant Contact is used. */
export function QuotaCard({ quota }: { quota: Quota }) {
  const share = (quota.usedToday / quota.perDay) * 100;
  const left = Math.max(quota.perDay - quota.usedToday, 0);
  return (
    <Card title="Calls to Constant Contact today">
      <div className={classes.quotaFigure}>
        <span>
          <span className={classes.quotaUsed}>{number(quota.usedToday)}</span>{' '}
          <span className={classes.quiet}>of {number(quota.perDay)}</span>
        </span>
        <span className={classes.quiet}>{number(left)} left</span>
      </div>
      <Progress
        value={share}
        size={6}
        mt={10}
        color={share >= 90 ? 'orange' : 'postmark'}
        aria-label="Calls used today"
      />
      <Text size="sm" c="dimmed" mt={10} lh={1.5}>
        {quota.parkedUntil ? (
          <>
            All used up. The work goes on by itself at <ClockOf at={quota.parkedUntil} />.
          </>
        ) : (
          <>
            Starts again at <ClockOf at={quota.resetsAt} />, <Ago at={quota.resetsAt} />.
          </>
        )}
      </Text>
    </Card>
  );
}
