import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Attempt } from '../../../shared/contract/schemas.ts';
import { orpc, problemOf, queryClient } from '../../rpc.ts';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './connect.module.css';

interface AlternativesProps {
  attempt: Attempt;
  onCode: () => void;
  beginning: boolean;
}

/** Ways round a browser that did not open or did not find its way back. */
export function Alternatives({ attempt, onCode, beginning }: AlternativesProps) {
  const [address, setAddress] = useState('');
  const paste = useMutation(
    orpc.connection.paste.mutationOptions({
      onSuccess: (now) => queryClient.setQueryData(orpc.connection.attempt.queryKey(), now),
    }),
  );
  return (
    <Card title="Taking longer than usual?">
      <div className={classes.ways}>
        <section className={classes.way}>
          <div>
            <h3>No page opened</h3>
            <p>Copy the link and open it in the browser you use.</p>
          </div>
          <CopyButton value={attempt.url} words="Copy link" size="sm" />
        </section>
        <form
          className={classes.way}
          onSubmit={(event) => {
            event.preventDefault();
            paste.mutate({ address });
          }}
        >
          <div>
            <h3>You allowed it, but ended on a page that does not load</h3>
            <p>
              Copy the whole address of that page from the browser's address bar and paste it here.
            </p>
          </div>
          <div className={classes.paste}>
            <TextInput
              className={classes.pasteField}
              aria-label="Paste the address you landed on"
              placeholder="http://localhost:18471/…"
              value={address}
              onChange={(event) => setAddress(event.currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
            />
            <Button
              type="submit"
              variant="default"
              disabled={address.trim() === ''}
              loading={paste.isPending}
            >
              Go on
            </Button>
          </div>
          {paste.error && <ProblemNote problem={problemOf(paste.error)} alert />}
        </form>
        <section className={classes.way}>
          <div>
            <h3>No browser on this machine</h3>
            <p>You get a short code and type it on a phone or another computer.</p>
          </div>
          <Button variant="default" loading={beginning} onClick={onCode}>
            Use a code instead
          </Button>
        </section>
      </div>
    </Card>
  );
}
