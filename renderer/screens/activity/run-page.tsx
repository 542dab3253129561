import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RunDetail } from '../../../shared/contract/schemas.ts';
import { to } from '../../route.ts';
import { orpc } from '../../rpc.ts';
import { Card, Facts } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { MailPreview } from '../../ui/mail-frame.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { RunActions } from '../../ui/run-actions.tsx';
import { Screen } from '../../ui/screen.tsx';
import { StateLabel } from '../../ui/status-icon.tsx';
import { Ago } from '../../ui/time.tsx';
import { count, number, people, runStateWords } from '../../ui/words.ts';
import { DeliveryTable } from './delivery-table.tsx';
import classes from './run-page.module.css';
import { StepTimeline } from './step-timeline.tsx';

const back = { href: to.activity, words: 'Activity' };

/** One run: how it stands, what each step did, who got the mail and why. */
export function RunPage({ id }: { id: string }) {
  const run = useQuery(orpc.runs.get.queryOptions({ input: { id } }));
  if (!run.data) {
    return (
      <Screen title="Run" back={back}>
        <Loaded query={run}>{() => null}</Loaded>
      </Screen>
    );
  }
  return <Shown run={run.data} />;
}

function Shown({ run }: { run: RunDetail }) {
  const { words, tone } = runStateWords[run.state];
  return (
    <Screen
      title={run.ruleName}
      lead={<Lead run={run} />}
      back={back}
      actions={<RunActions run={run} />}
    >
      {run.problem && (
        <ProblemNote problem={run.problem} tone={run.state === 'failed' ? 'bad' : 'warn'} />
      )}
      <div className={classes.columns}>
        <Stack gap={20} className={classes.main}>
          <Card title="Mail" flush>
            <div className={classes.mail}>
              <MailPreview subject={run.subject} html={run.html} title="Preview of the mail" />
            </div>
          </Card>
          <Card title="Recipients" aside={<span>{people(run.recipients)}</span>} flush>
            <DeliveryTable deliveries={run.deliveries} more={run.moreDeliveries} />
          </Card>
        </Stack>
        <Stack gap={20}>
          <Card title="Run" aside={<StateLabel tone={tone} words={words} />}>
            <Facts
              facts={[
                ['Recipients', number(run.recipients)],
                ['Sent', number(run.sent)],
                ['Not sent', number(run.notSent)],
                ['Calls used', number(run.calls)],
                ...(run.wakeAt ? ([['Goes on', <Ago key="at" at={run.wakeAt} />]] as const) : []),
                [
                  'Number',
                  <span key="id" className={classes.id}>
                    {run.id}
                  </span>,
                ],
              ]}
            />
          </Card>
          <Card title="Steps">
            <StepTimeline run={run} />
          </Card>
        </Stack>
      </div>
    </Screen>
  );
}

function Lead({ run }: { run: RunDetail }) {
  return (
    <>
      Begun <Ago at={run.createdAt} />
      {run.endedAt && (
        <>
          , ended <Ago at={run.endedAt} />
        </>
      )}
      {' · '}
      {count(run.sent, 'mail', 'mails')} sent · <a href={to.rule(run.ruleId)}>Show the rule</a>
    </>
  );
}
