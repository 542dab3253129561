import type { RuleView } from '../../../shared/contract/schemas.ts';
import { to } from '../../route.ts';
import { Ago } from '../../ui/time.tsx';
import { number, runStateWords } from '../../ui/words.ts';

/** How the rule's last run ended, with the way to it. */
export function LastRun({ rule }: { rule: RuleView }) {
  if (!rule.lastRun) return 'Has not run yet';
  const { id, state, at, sent } = rule.lastRun;
  return (
    <>
      Last run <Ago at={at} />:{' '}
      <a href={to.run(id)}>
        {state === 'done' ? `${number(sent)}\u00a0sent` : runStateWords[state].words.toLowerCase()}
      </a>
    </>
  );
}
