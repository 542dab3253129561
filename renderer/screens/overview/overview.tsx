import { SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Status } from '../../../shared/contract/schemas.ts';
import { goInstead, to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Screen } from '../../ui/screen.tsx';
import { LevelSign } from '../../ui/status-icon.tsx';
import { count, number } from '../../ui/words.ts';
import { ConnectionCard } from './connection-card.tsx';
import { ConnectionProblems } from './connection-problems.tsx';
import { NeedsYou } from './needs-you.tsx';
import classes from './overview.module.css';
import { QuotaCard } from './quota-card.tsx';
import { RecentActivity } from './recent-activity.tsx';

/** Is everything fine? What waits for me? What happened last? */
export function Overview() {
  const status = useQuery(orpc.status.queryOptions());
  return (
    <Loaded query={status} waiting={<Waiting />}>
      {(data) =>
        data.connection.state === 'not-connected' ? <ToConnect /> : <Shown status={data} />
      }
    </Loaded>
  );
}

/** Without a connection there is nothing to see here: the way to one is the screen to show. */
function ToConnect() {
  useEffect(() => goInstead(to.connect), []);
  return null;
}

function Shown({ status }: { status: Status }) {
  const { rules, runs, overall } = status;
  const parts = [
    ...(status.connection.account ? [status.connection.account.organisation] : []),
    ...(rules.enabled < rules.total
      ? [`${number(rules.enabled)} of ${count(rules.total, 'rule', 'rules')} on`]
      : []),
    ...(runs.active > 0 ? [`${count(runs.active, 'run', 'runs')} under way`] : []),
  ];
  return (
    <Screen
      title={overall.sentence}
      lead={rules.total === 0 ? <FirstRule /> : parts.join(' · ')}
      sign={<LevelSign level={overall.level} />}
    >
      <div className={classes.columns}>
        <Stack gap={20} className={classes.main}>
          <ConnectionProblems status={status} />
          <NeedsYou status={status} />
          <RecentActivity />
        </Stack>
        <Stack gap={20}>
          <ConnectionCard connection={status.connection} />
          <QuotaCard quota={status.quota} />
        </Stack>
      </div>
    </Screen>
  );
}

function FirstRule() {
  return (
    <>
      There is no rule yet. <a href={to.rules}>Add the first one</a>
    </>
  );
}

function Waiting() {
  return (
    <Stack gap={20}>
      <Skeleton height={48} width="70%" />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing={20}>
        <Skeleton height={260} radius={12} />
        <Skeleton height={260} radius={12} />
      </SimpleGrid>
    </Stack>
  );
}
