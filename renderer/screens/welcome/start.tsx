import { Button, Stack } from '@mantine/core';
import { IconCheck, IconExternalLink } from '@tabler/icons-react';
import type { Status } from '../../../shared/contract/schemas.ts';
import type { Problem } from '../../../shared/errors/problem.ts';
import { problemOf } from '../../rpc.ts';
import { ApiKeyForm } from '../../ui/api-key-form.tsx';
import { Card } from '../../ui/card.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './connect.module.css';

interface StartProps {
  status: Status;
  /** Why the last attempt did not work out. */
  failed: Problem | null;
  onBegin: () => void;
  beginning: boolean;
  error: Error | null;
}

const meaning = [
  'Read who the account belongs to and which sender addresses it has confirmed.',
  'Add the recipients of your rules to the account’s contacts and lists.',
  'Create the mails your rules describe, send them, and read how they ended.',
];

/** Before consent: the API key if none is known, what consent means, and the button. */
export function Start({ status, failed, onBegin, beginning, error }: StartProps) {
  const { clientId } = status.connection;
  return (
    <Stack gap={20}>
      {failed && (
        <ProblemNote
          problem={failed}
          alert
          {...(clientId && {
            action: { words: 'Try again', onClick: onBegin, loading: beginning },
          })}
        />
      )}
      {!clientId && (
        <Card title="1. Your API key">
          <p className={classes.text}>
            Every business uses an API key of its own. Getting one is free and takes a few minutes.
          </p>
          <ApiKeyForm connection={status.connection} words="Save and go on" onSaved={() => {}} />
        </Card>
      )}
      <Card title={clientId ? 'What you agree to' : '2. What you agree to'}>
        <p className={classes.text}>
          Constant Contact shows you a page on which you sign in and allow Rulepost to:
        </p>
        <ul className={classes.meaning}>
          {meaning.map((words) => (
            <li key={words}>
              <IconCheck size={18} stroke={1.8} aria-hidden />
              {words}
            </li>
          ))}
        </ul>
        <p className={classes.text}>
          Rulepost never sees your password, and mails nobody before a rule of yours is switched on.
          You can take the permission back at any time, here or at Constant Contact.
        </p>
        {error && <ProblemNote problem={problemOf(error)} alert />}
        <div className={classes.actions}>
          <Button
            size="md"
            disabled={!clientId}
            loading={beginning}
            onClick={onBegin}
            rightSection={<IconExternalLink size={18} stroke={1.8} aria-hidden />}
          >
            Connect
          </Button>
          <span className={classes.quiet}>
            {clientId ? 'Opens a page of Constant Contact.' : 'Needs the API key first.'}
          </span>
        </div>
        <p className={classes.protection}>{status.connection.protection.words}</p>
      </Card>
    </Stack>
  );
}
