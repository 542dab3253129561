import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Card } from '../../ui/card.tsx';
import { EntryList } from '../../ui/entry-list.tsx';
import { Loaded } from '../../ui/loaded.tsx';

export function RecentActivity() {
  const entries = useQuery(orpc.activity.page.queryOptions({ input: { limit: 8 } }));
  return (
    <Card title="Recent activity" aside={<a href={to.activity}>All activity</a>} flush>
      <Loaded query={entries}>
        {(page) =>
          page.length === 0 ? (
            <Text size="sm" c="dimmed" p="md" px={20}>
              Nothing has happened yet. What Rulepost does will be listed here.
            </Text>
          ) : (
            <EntryList entries={page} />
          )
        }
      </Loaded>
    </Card>
  );
}
