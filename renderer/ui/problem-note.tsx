import { Button } from '@mantine/core';
import { IconAlertTriangle, IconExclamationCircle } from '@tabler/icons-react';
import type { Problem } from '../../shared/errors/problem.ts';
import classes from './problem-note.module.css';

type Action =
  | { words: string; onClick: () => void; loading?: boolean }
  | { words: string; href: string };

interface ProblemNoteProps {
  problem: Problem;
  /** `warn` for what waits or is missing, `bad` (default) for what failed. */
  tone?: 'warn' | 'bad';
  /** Offers the way out right here: a button, or a link to the screen that has it. */
  action?: Action | undefined;
  /** Where the screen's title already says what happened, only what to do about it. */
  adviceOnly?: boolean;
  /** Said aloud at once; for problems that answer something just done. */
  alert?: boolean;
}

/** A problem in the words of the core: what happened, what to do, and its code for a support call. */
export function ProblemNote({
  problem,
  tone = 'bad',
  action,
  alert = false,
  adviceOnly = false,
}: ProblemNoteProps) {
  const Icon = tone === 'warn' ? IconAlertTriangle : IconExclamationCircle;
  return (
    <div className={classes.note} data-tone={tone} role={alert ? 'alert' : undefined}>
      <Icon className={classes.icon} size={18} stroke={1.8} aria-hidden />
      <div className={classes.text}>
        {!adviceOnly && <p className={classes.what}>{problem.what}</p>}
        <p className={classes.advice}>{problem.advice}</p>
        <div className={classes.foot}>
          {action && <ActionButton action={action} />}
          <span className={classes.code} title="Code of this problem, for support">
            {problem.code}
          </span>
        </div>
      </div>
    </div>
  );
}

function ActionButton({ action }: { action: Action }) {
  if ('href' in action) {
    return (
      <Button component="a" href={action.href} size="xs">
        {action.words}
      </Button>
    );
  }
  return (
    <Button size="xs" variant="default" onClick={action.onClick} loading={action.loading ?? false}>
      {action.words}
    </Button>
  );
}
