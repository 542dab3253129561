import { Button, Stack, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RuleView } from '../../../shared/contract/schemas.ts';
import { to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { MailPreview } from '../../ui/mail-frame.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Screen } from '../../ui/screen.tsx';
import { DryRunDialog } from './dry-run-dialog.tsx';
import { EditRule } from './edit-rule.tsx';
import { useRemove, useRunNow, useSwitch } from './rule-actions.ts';
import { RuleDefinition } from './rule-definition.tsx';
import { RuleRuns } from './rule-runs.tsx';
import classes from './rules.module.css';

const back = { href: to.rules, words: 'Rules' };

/** One rule: its sentence, its definition, its mail and its runs. */
export function RulePage({ id }: { id: string }) {
  const rule = useQuery(orpc.rules.get.queryOptions({ input: { id } }));
  if (!rule.data) {
    return (
      <Screen title="Rule" back={back}>
        <Loaded query={rule}>{() => null}</Loaded>
      </Screen>
    );
  }
  return <Shown rule={rule.data} />;
}

function Shown({ rule }: { rule: RuleView }) {
  const [open, setOpen] = useState<'dry-run' | 'edit' | null>(null);
  const switching = useSwitch(rule);
  const runNow = useRunNow(rule);
  const remove = useRemove(rule);
  const close = () => setOpen(null);
  const { what } = rule.definition;

  return (
    <Screen
      title={rule.name}
      lead={rule.sentence}
      back={back}
      actions={
        <>
          <Button variant="default" onClick={() => setOpen('dry-run')}>
            Dry run
          </Button>
          <Button
            disabled={!rule.enabled}
            loading={runNow.isPending}
            onClick={() => runNow.mutate({ id: rule.id })}
          >
            Run now
          </Button>
        </>
      }
    >
      {rule.problem && <ProblemNote problem={rule.problem} tone="warn" />}
      <div className={classes.columns}>
        <Stack gap={20} className={classes.main}>
          <Card title="Mail" flush>
            <div className={classes.mail}>
              <MailPreview
                subject={what.subject}
                html={what.html}
                title="The mail with its placeholders"
              />
            </div>
          </Card>
          <Card title="Runs" aside={<a href={to.activityOf(rule.id)}>Activity</a>} flush>
            <RuleRuns ruleId={rule.id} />
          </Card>
        </Stack>
        <Stack gap={20}>
          <Card
            title="Rule"
            aside={
              <Switch
                checked={switching.isPending ? switching.variables : rule.enabled}
                disabled={switching.isPending}
                onChange={(event) => switching.mutate(event.currentTarget.checked)}
                aria-label={`${rule.name} is on`}
                label={rule.enabled ? 'On' : 'Off'}
                labelPosition="left"
              />
            }
          >
            <RuleDefinition rule={rule} />
            <div className={classes.ruleActions} style={{ marginTop: 16 }}>
              <Button size="xs" variant="default" onClick={() => setOpen('edit')}>
                Show as text
              </Button>
              <Button
                size="xs"
                variant="subtle"
                color="gray"
                loading={remove.isPending}
                onClick={() => remove.mutate({ id: rule.id })}
              >
                Remove
              </Button>
            </div>
          </Card>
        </Stack>
      </div>
      <DryRunDialog rule={open === 'dry-run' ? rule : null} onClose={close} />
      <EditRule rule={rule} opened={open === 'edit'} onClose={close} />
    </Screen>
  );
}
