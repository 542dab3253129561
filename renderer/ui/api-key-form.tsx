import {
  Anchor,
  Button,
  Checkbox,
  Collapse,
  Group,
  PasswordInput,
  Stack,
  TextInput,
} from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConnectionStatus } from '../../shared/contract/schemas.ts';
import { orpc, problemOf } from '../rpc.ts';
import { ApiKeyGuide } from './api-key-guide.tsx';
import { ProblemNote } from './problem-note.tsx';

interface ApiKeyFormProps {
  connection: ConnectionStatus;
  words: string;
  onSaved: () => void;
}

/** The API key and, where its registration has one, the app secret. The secret can be set or forgotten, never read. */
export function ApiKeyForm({ connection, words, onSaved }: ApiKeyFormProps) {
  const [key, setKey] = useState(connection.clientId ?? '');
  const [secret, setSecret] = useState('');
  const [forget, setForget] = useState(false);
  const [withSecret, setWithSecret] = useState(connection.hasClientSecret);
  const [guide, setGuide] = useState(false);
  const save = useMutation(
    orpc.connection.setClient.mutationOptions({
      onSuccess: () => {
        setSecret('');
        setForget(false);
        onSaved();
      },
    }),
  );
  const changed = key.trim() !== (connection.clientId ?? '') || secret !== '' || forget;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          clientId: key.trim(),
          ...(forget ? { clientSecret: null } : secret !== '' && { clientSecret: secret }),
        });
      }}
    >
      <Stack gap="md">
        <TextInput
          label="API key"
          description="Names this installation to Constant Contact. It is not a password."
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
        {withSecret ? (
          <Stack gap="xs">
            <PasswordInput
              label="App secret"
              description={
                connection.hasClientSecret
                  ? 'One is stored. It cannot be shown, only replaced.'
                  : 'Only for a registration that was made with one.'
              }
              value={secret}
              disabled={forget}
              onChange={(event) => setSecret(event.currentTarget.value)}
              placeholder={connection.hasClientSecret ? 'Unchanged' : ''}
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
            />
            {connection.hasClientSecret && (
              <Checkbox
                label="Forget the stored secret"
                checked={forget}
                onChange={(event) => setForget(event.currentTarget.checked)}
              />
            )}
          </Stack>
        ) : (
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="left"
            onClick={() => setWithSecret(true)}
          >
            My registration also has a secret
          </Anchor>
        )}
        {save.error && <ProblemNote problem={problemOf(save.error)} alert />}
        <Group gap="xs">
          <Button type="submit" disabled={key.trim() === '' || !changed} loading={save.isPending}>
            {words}
          </Button>
          <Button
            variant="subtle"
            aria-expanded={guide}
            aria-controls="api-key-guide"
            onClick={() => setGuide(!guide)}
          >
            How to get an API key
          </Button>
        </Group>
        <Collapse expanded={guide} id="api-key-guide">
          <ApiKeyGuide />
        </Collapse>
      </Stack>
    </form>
  );
}
