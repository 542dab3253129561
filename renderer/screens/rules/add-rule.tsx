import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { go, to } from '../../route.ts';
import { useToasts } from '../../ui/toasts.tsx';
import { RuleForm } from './rule-form.tsx';

/** Takes a rule file, dropped or pasted. */
export function AddRule({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const toasts = useToasts();
  const narrow = useMediaQuery('(max-width: 760px)');
  return (
    <Modal opened={opened} onClose={onClose} title="Add a rule" size={720} fullScreen={narrow}>
      <RuleForm
        text=""
        words="Add rule"
        onApplied={({ rule, created, changed }) => {
          onClose();
          go(to.rule(rule.id));
          toasts.done(
            created
              ? `${rule.name} is added.`
              : changed
                ? `${rule.name} was there already and is changed.`
                : `${rule.name} is already there, just so.`,
          );
        }}
      />
    </Modal>
  );
}
