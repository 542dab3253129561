import { Button, Center, NativeSelect, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ActivityEntry } from '../../../shared/contract/schemas.ts';
import { go, to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Card } from '../../ui/card.tsx';
import { EntryList } from '../../ui/entry-list.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Empty, Screen } from '../../ui/screen.tsx';
import { formatDay, useNow } from '../../ui/time.tsx';

const pageSize = 50;

/** What happened, newest first, by day. New entries appear by themselves. */
export function Activity({ ruleId }: { ruleId: string | null }) {
  const pages = useInfiniteQuery(
    orpc.activity.page.infiniteOptions({
      input: (before: number | undefined) => ({
        limit: pageSize,
        ...(before !== undefined && { before }),
        ...(ruleId && { ruleId }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.id),
    }),
  );

  return (
    <Screen
      title="Activity"
      lead="Everything Rulepost did, and why."
      actions={<RuleFilter ruleId={ruleId} />}
    >
      <Loaded query={pages}>
        {({ pages: loaded }) => {
          const entries = loaded.flat();
          if (entries.length === 0) return <NothingYet filtered={ruleId !== null} />;
          return (
            <Stack gap={20}>
              <Days entries={entries} />
              {pages.hasNextPage && (
                <Center>
                  <Button
                    variant="default"
                    loading={pages.isFetchingNextPage}
                    onClick={() => void pages.fetchNextPage()}
                  >
                    Load older
                  </Button>
                </Center>
              )}
            </Stack>
          );
        }}
      </Loaded>
    </Screen>
  );
}

function Days({ entries }: { entries: readonly ActivityEntry[] }) {
  const now = useNow();
  const days = Map.groupBy(entries, (entry) => formatDay(entry.at, now));
  return [...days].map(([day, ofDay]) => (
    <Card key={day} title={day} flush>
      <EntryList entries={ofDay} />
    </Card>
  ));
}

function RuleFilter({ ruleId }: { ruleId: string | null }) {
  const { data: rules = [] } = useQuery(orpc.rules.list.queryOptions());
  return (
    <NativeSelect
      aria-label="Show activity of"
      value={ruleId ?? ''}
      onChange={({ currentTarget: { value } }) => go(value ? to.activityOf(value) : to.activity)}
      data={[
        { value: '', label: 'All rules' },
        ...rules.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

function NothingYet({ filtered }: { filtered: boolean }) {
  return (
    <Card>
      <Empty
        icon={<IconHistory size={24} stroke={1.6} aria-hidden />}
        title={filtered ? 'Nothing from this rule yet' : 'Nothing has happened yet'}
      >
        {filtered ? (
          <>
            It is listed here as soon as the rule does something. <a href={to.activity}>Show all</a>
          </>
        ) : (
          'Connecting, rules that run and every mail sent are listed here as they happen.'
        )}
      </Empty>
    </Card>
  );
}
