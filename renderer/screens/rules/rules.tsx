import { Button, Stack } from '@mantine/core';
import { IconListCheck, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RuleView } from '../../../shared/contract/schemas.ts';
import { orpc } from '../../rpc.ts';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Empty, Screen } from '../../ui/screen.tsx';
import { number } from '../../ui/words.ts';
import { AddRule } from './add-rule.tsx';
import { DryRunDialog } from './dry-run-dialog.tsx';
import { RuleCard } from './rule-card.tsx';

/** All rules, each in one sentence with its state. */
export function Rules() {
  const rules = useQuery(orpc.rules.list.queryOptions());
  const [adding, setAdding] = useState(false);
  const [trying, setTrying] = useState<RuleView | null>(null);
  const on = rules.data?.filter((rule) => rule.enabled).length ?? 0;
  const addButton = (
    <Button
      leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
      onClick={() => setAdding(true)}
    >
      Add rule
    </Button>
  );

  return (
    <Screen
      title="Rules"
      lead={
        rules.data && rules.data.length > 0
          ? `${number(on)} of ${number(rules.data.length)} switched on`
          : 'Who gets which mail, and when.'
      }
      actions={rules.data && rules.data.length > 0 && addButton}
    >
      <Loaded query={rules}>
        {(list) =>
          list.length === 0 ? (
            <Card>
              <Empty
                icon={<IconListCheck size={24} stroke={1.6} aria-hidden />}
                title="No rules yet"
              >
                A rule says who gets which mail, and when: for example a thank-you to everybody
                whose order appears in a file. Try it with a dry run before it mails anybody.
                <div style={{ marginTop: 16 }}>{addButton}</div>
              </Empty>
            </Card>
          ) : (
            <Stack gap={12}>
              {list.map((rule) => (
                <RuleCard key={rule.id} rule={rule} onDryRun={() => setTrying(rule)} />
              ))}
            </Stack>
          )
        }
      </Loaded>
      <AddRule opened={adding} onClose={() => setAdding(false)} />
      <DryRunDialog rule={trying} onClose={() => setTrying(null)} />
    </Screen>
  );
}
