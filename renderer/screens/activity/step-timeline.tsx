import { Text } from '@mantine/core';
import type { RunDetail, RunState } from '../../../shared/contract/schemas.ts';
import { ToneIcon } from '../../ui/status-icon.tsx';
import { ClockOf } from '../../ui/time.tsx';
import { stepWords, type Tone } from '../../ui/words.ts';
import classes from './run-page.module.css';

type Step = RunDetail['steps'][number];

const toneOf: Record<Step['state'], Tone> = { begun: 'busy', done: 'good', failed: 'bad' };
const stateWords: Record<Step['state'], string> = {
  begun: 'under way',
  done: 'done',
  failed: 'failed',
};

/** A step that was begun goes on only while its run does. */
const pausedWords: Partial<Record<RunState, string>> = {
  held: 'waits for your approval',
  queued: 'goes on soon',
  failed: 'stopped',
  discarded: 'not finished',
};

/** The steps of a run in order, each with its times, its tries and what stopped it. */
export function StepTimeline({ run: { steps, state } }: { run: RunDetail }) {
  if (steps.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing has been done yet.
      </Text>
    );
  }
  return (
    <ol className={classes.steps}>
      {steps.map((step) => {
        const paused = step.state === 'begun' ? pausedWords[state] : undefined;
        return (
          <li className={classes.step} key={step.name}>
            <ToneIcon tone={paused ? 'idle' : toneOf[step.state]} />
            <div className={classes.stepText}>
              <p>{stepWords[step.name]}</p>
              <p className={classes.stepMeta}>
                <ClockOf at={step.endedAt ?? step.begunAt} />, {paused ?? stateWords[step.state]}
                {took(step)}
                {step.tries > 1 && ` · ${step.tries} tries`}
              </p>
              {step.problem && <p className={classes.stepProblem}>{step.problem.what}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function took(step: Step): string {
  if (step.endedAt === null) return '';
  const seconds = Math.round((step.endedAt - step.begunAt) / 1000);
  if (seconds < 1) return '';
  return seconds < 120 ? ` after ${seconds} s` : ` after ${Math.round(seconds / 60)} min`;
}
