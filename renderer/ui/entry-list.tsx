import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ActivityEntry, RuleView } from '../../shared/contract/schemas.ts';
import { to } from '../route.ts';
import { orpc } from '../rpc.ts';
import classes from './entry-list.module.css';
import { ToneIcon } from './status-icon.tsx';
import { Ago } from './time.tsx';
import type { Tone } from './words.ts';

const toneOf: Record<ActivityEntry['level'], Tone> = {
  info: 'idle',
  good: 'good',
  warning: 'warn',
  error: 'bad',
};

/** What happened, newest first; an entry of a run leads to it. New entries are read out as they come. */
export function EntryList({ entries }: { entries: readonly ActivityEntry[] }) {
  const { data: rules = [] } = useQuery(orpc.rules.list.queryOptions());
  return (
    <ol className={classes.list} aria-live="polite" aria-relevant="additions">
      {entries.map((entry) => (
        <li className={classes.entry} key={entry.id}>
          <ToneIcon tone={toneOf[entry.level]} />
          <div className={classes.text}>
            <p className={classes.words}>
              {entry.runId ? (
                <a href={to.run(entry.runId)}>{entry.words}</a>
              ) : (
                <span>{entry.words}</span>
              )}{' '}
              <RuleName entry={entry} rules={rules} />
            </p>
            {entry.advice && <p className={classes.advice}>{entry.advice}</p>}
          </div>
          <span className={classes.at}>
            <Ago at={entry.at} />
          </span>
          <span className={classes.more}>
            {entry.runId && <IconChevronRight size={16} stroke={1.8} aria-hidden />}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Names the rule where the words do not. */
function RuleName({ entry, rules }: { entry: ActivityEntry; rules: readonly RuleView[] }) {
  const name = rules.find((rule) => rule.id === entry.ruleId)?.name;
  if (!name || entry.words.includes(name)) return null;
  return <span className={classes.rule}>{name}</span>;
}
