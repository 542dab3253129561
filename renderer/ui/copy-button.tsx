import { Button, type ButtonProps } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface CopyButtonProps extends Pick<ButtonProps, 'size' | 'variant'> {
  value: string;
  words?: string;
  /** What is copied, for those who do not see what stands beside the button. */
  label?: string;
}

export function CopyButton({ value, words = 'Copy', label, ...rest }: CopyButtonProps) {
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <Button
      variant="default"
      size="xs"
      {...rest}
      aria-label={label && !clipboard.copied ? `${words} ${label}` : undefined}
      leftSection={
        clipboard.copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
      }
      onClick={() => clipboard.copy(value)}
    >
      {clipboard.copied ? 'Copied' : words}
    </Button>
  );
}
