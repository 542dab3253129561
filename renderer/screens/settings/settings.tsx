import { SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Status } from '../../../shared/contract/schemas.ts';
import { orpc } from '../../rpc.ts';
import { ApiKeyForm } from '../../ui/api-key-form.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Screen } from '../../ui/screen.tsx';
import { StateLabel } from '../../ui/status-icon.tsx';
import { useToasts } from '../../ui/toasts.tsx';
import { Checks } from './checks.tsx';
import classes from './settings.module.css';

export function Settings() {
  const status = useQuery(orpc.status.queryOptions());
  return (
    <Screen title="Settings">
      <Loaded query={status}>{(data) => <Shown status={data} />}</Loaded>
    </Screen>
  );
}

function Shown({ status }: { status: Status }) {
  const toasts = useToasts();
  return (
    <div className={classes.columns}>
      <Stack gap={20}>
        <Card title="Registration with Constant Contact">
          <ApiKeyForm
            connection={status.connection}
            words="Save"
            onSaved={() => toasts.done('The API key is saved.')}
          />
        </Card>
        <Checks />
      </Stack>
      <Stack gap={20}>
        <Card title="Appearance">
          <Appearance />
        </Card>
        <Card
          title="Safe-keeping"
          aside={<Protection level={status.connection.protection.level} />}
        >
          <Text size="sm" lh={1.55}>
            {status.connection.protection.words}
          </Text>
        </Card>
        <Card title="About">
          <Facts
            facts={[
              ['Version', status.version],
              [
                'Account',
                status.mode === 'practice'
                  ? 'Practice: nobody is really mailed'
                  : 'Constant Contact',
              ],
              [
                'Data folder',
                <span key="folder" className={classes.folder}>
                  <span className={classes.path}>{status.dataDir}</span>
                  <CopyButton value={status.dataDir} label="the folder" />
                </span>,
              ],
            ]}
          />
        </Card>
      </Stack>
    </div>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      aria-label="Appearance"
      value={colorScheme}
      onChange={setColorScheme}
      data={[
        { value: 'auto', label: 'System' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ]}
    />
  );
}

function Protection({ level }: { level: Status['connection']['protection']['level'] }) {
  if (level === 'os-keychain') return <StateLabel tone="good" words="System keychain" />;
  if (level === 'passphrase') return <StateLabel tone="good" words="Passphrase" />;
  return <StateLabel tone="warn" words="Key file" />;
}
