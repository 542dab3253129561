import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { RuleView } from '../../../shared/contract/schemas.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { useToasts } from '../../ui/toasts.tsx';
import { RuleForm } from './rule-form.tsx';

interface EditRuleProps {
  rule: RuleView;
  opened: boolean;
  onClose: () => void;
}

/** The rule as the text of its file, to read, copy or change. */
export function EditRule({ rule, opened, onClose }: EditRuleProps) {
  const narrow = useMediaQuery('(max-width: 760px)');
  return (
    <Modal opened={opened} onClose={onClose} title="Rule as text" size={720} fullScreen={narrow}>
      <Text rule={rule} onClose={onClose} />
    </Modal>
  );
}

function Text({ rule, onClose }: { rule: RuleView; onClose: () => void }) {
  const toasts = useToasts();
  const text = useQuery({
    queryKey: ['rule-text', rule.id, rule.version],
    queryFn: async () => {
      // The YAML writer is fetched only here; nothing else needs it.
      const { stringify } = await import('yaml');
      return stringify(rule.definition, { lineWidth: 0 });
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded query={text}>
      {(shown) => (
        <RuleForm
          text={shown}
          words="Save changes"
          onApplied={({ rule: applied, changed }) => {
            onClose();
            toasts.done(changed ? `${applied.name} is changed.` : 'Nothing was different.');
          }}
        />
      )}
    </Loaded>
  );
}
