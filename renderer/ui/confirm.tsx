import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface ConfirmProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What it means, and what it does not. */
  children: ReactNode;
  /** Words of the button that does it. */
  words: string;
  danger?: boolean;
  loading: boolean;
  onConfirm: () => void;
}

/** Asks before something that cannot be taken back. The way out has the focus. */
export function Confirm({
  opened,
  onClose,
  title,
  children,
  words,
  danger = false,
  loading,
  onConfirm,
}: ConfirmProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="md">
      <Text component="div" size="sm" lh={1.55}>
        {children}
      </Text>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button {...(danger && { color: 'red.8' })} loading={loading} onClick={onConfirm}>
          {words}
        </Button>
      </Group>
    </Modal>
  );
}
