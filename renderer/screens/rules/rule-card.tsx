import { Button, Switch } from '@mantine/core';
import type { RuleView } from '../../../shared/contract/schemas.ts';
import { to } from '../../route.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { count, inLine } from '../../ui/words.ts';
import { LastRun } from './last-run.tsx';
import { useRunNow, useSwitch } from './rule-actions.ts';
import classes from './rules.module.css';

export function RuleCard({ rule, onDryRun }: { rule: RuleView; onDryRun: () => void }) {
  const switching = useSwitch(rule);
  const runNow = useRunNow(rule);
  return (
    <article className={classes.rule} aria-label={rule.name}>
      <div className={classes.ruleHead}>
        <h2 className={classes.ruleName}>
          <a href={to.rule(rule.id)}>{rule.name}</a>
        </h2>
        <Switch
          className={classes.switch}
          checked={switching.isPending ? switching.variables : rule.enabled}
          disabled={switching.isPending}
          onChange={(event) => switching.mutate(event.currentTarget.checked)}
          aria-label={`${rule.name} is on`}
          label={rule.enabled ? 'On' : 'Off'}
          labelPosition="left"
        />
      </div>
      <p className={classes.sentence}>{rule.sentence}</p>
      {rule.problem && (
        <div className={classes.problem}>
          <ProblemNote problem={rule.problem} tone="warn" />
        </div>
      )}
      <div className={classes.ruleFoot}>
        <ul className={classes.meta}>
          <li>
            <LastRun rule={rule} />
          </li>
          <li>{rule.enabled ? `Next: ${inLine(rule.next)}` : 'Switched off'}</li>
          {rule.waitingRows > 0 && <li>{count(rule.waitingRows, 'row', 'rows')} waiting</li>}
        </ul>
        <div className={classes.ruleActions}>
          <Button size="xs" variant="default" onClick={onDryRun}>
            Dry run
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!rule.enabled}
            loading={runNow.isPending}
            onClick={() => runNow.mutate({ id: rule.id })}
          >
            Run now
          </Button>
        </div>
      </div>
    </article>
  );
}
