import { Button, Loader, Stack } from '@mantine/core';
import type { Attempt, Flow } from '../../../shared/contract/schemas.ts';
import { orpc } from '../../rpc.ts';
import { Card } from '../../ui/card.tsx';
import { Screen } from '../../ui/screen.tsx';
import { formatClock, useNow } from '../../ui/time.tsx';
import { useAction } from '../../ui/use-action.ts';
import { Alternatives } from './alternatives.tsx';
import classes from './connect.module.css';
import { DeviceCode } from './device-code.tsx';

interface WaitingProps {
  attempt: Attempt;
  onBegin: (flow: Flow) => void;
  beginning: boolean;
}

/** Consent happens elsewhere; this waits for it, and offers other ways when it takes long. */
export function Waiting({ attempt, onBegin, beginning }: WaitingProps) {
  const now = useNow(1000);
  const cancel = useAction(orpc.connection.cancel.mutationOptions());
  const isDevice = attempt.flow === 'device';
  const showAlternatives = !isDevice && now >= attempt.offerAlternativesAt;

  return (
    <Screen
      title={isDevice ? 'Connect with a code' : 'Waiting for your consent'}
      lead={
        isDevice
          ? 'Use any device with a browser, a phone for instance.'
          : 'Sign in on the page that opened and allow Rulepost. This page goes on by itself.'
      }
    >
      <Card>
        {attempt.device && <DeviceCode device={attempt.device} />}
        <div className={classes.waiting} role="status">
          <Loader size="sm" aria-hidden />
          <span>Waiting until {formatClock(attempt.expiresAt)}.</span>
        </div>
        <div className={classes.actions}>
          {!isDevice && (
            <Button
              component="a"
              href={attempt.url}
              target="_blank"
              rel="noopener noreferrer"
              variant="default"
            >
              Open the page again
            </Button>
          )}
          <Button
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate(undefined)}
          >
            Cancel
          </Button>
        </div>
      </Card>
      <div aria-live="polite">
        {showAlternatives && (
          <Stack gap={20}>
            <Alternatives
              attempt={attempt}
              onCode={() => onBegin('device')}
              beginning={beginning}
            />
          </Stack>
        )}
      </div>
    </Screen>
  );
}
