import { Button, FileButton, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import type { RuleView } from '../../../shared/contract/schemas.ts';
import type { Problem } from '../../../shared/errors/problem.ts';
import { orpc, problemOf } from '../../rpc.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './rules.module.css';

interface RuleFormProps {
  text: string;
  /** Words of the button that applies it. */
  words: string;
  onApplied: (result: { rule: RuleView; created: boolean; changed: boolean }) => void;
}

/** The text of a rule file with what is wrong in it. */
export function RuleForm({ text: initial, words, onApplied }: RuleFormProps) {
  const status = useQuery(orpc.status.queryOptions());
  const [text, setText] = useState(initial);
  const [file, setFile] = useState('rule.yaml');
  const [folder, setFolder] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const apply = useMutation(orpc.rules.apply.mutationOptions({ onSuccess: onApplied }));
  const base = folder ?? status.data?.dataDir ?? '';

  const take = async (dropped: File | null | undefined) => {
    if (!dropped) return;
    setFile(dropped.name);
    setText(await dropped.text());
    apply.reset();
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply.mutate({ text, file, folder: base });
      }}
    >
      <Stack gap="md">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button beside it. */}
        <div
          className={classes.drop}
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
        >
          <Textarea
            label="Rule file"
            description="Paste the text of a rule file, or drop the file here."
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={10}
            maxRows={18}
            spellCheck={false}
            classNames={{ input: classes.path }}
            data-autofocus
            placeholder={example}
          />
        </div>
        <TextInput
          label="Folder"
          description="File names in the rule that are not complete begin here."
          value={base}
          onChange={(event) => setFolder(event.currentTarget.value)}
          classNames={{ input: classes.path }}
        />
        {apply.error && <ProblemNote problem={oneProblemALine(apply.error)} alert />}
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <FileButton onChange={(chosen) => void take(chosen)} accept=".yaml,.yml,.json">
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  leftSection={<IconFileUpload size={16} stroke={1.8} aria-hidden />}
                >
                  Choose a file
                </Button>
              )}
            </FileButton>
            {initial !== '' && <CopyButton value={text} size="sm" label="the text" />}
          </Group>
          <Button type="submit" disabled={text.trim() === ''} loading={apply.isPending}>
            {words}
          </Button>
        </Group>
        {initial === '' && (
          <Text size="xs" c="dimmed">
            A new rule is switched off until you switch it on.
          </Text>
        )}
      </Stack>
    </form>
  );
}

/** A rule file with several mistakes names them all; each gets its own line. */
function oneProblemALine(error: unknown): Problem {
  const problem = problemOf(error);
  if (problem.code !== 'rule-invalid') return problem;
  const what = problem.what
    .replace(/: line (\d)/, ':\nline $1')
    .replace(/; line (\d)/g, '\nline $1');
  return { ...problem, what };
}

const example = `id: thank-you
name: Thank you for your order
when:
  trigger: new-row
  file: orders.csv
  key: order_no
who:
  recipient: email
what:
  subject: Thank you, {{ first_name }}
  html: <p>Your order {{ order_no }} is on its way.</p>`;
