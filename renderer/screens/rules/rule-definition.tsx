import type { RuleView } from '../../../shared/contract/schemas.ts';
import { Facts } from '../../ui/card.tsx';
import { Ago } from '../../ui/time.tsx';
import { inLine, number } from '../../ui/words.ts';
import { LastRun } from './last-run.tsx';
import classes from './rules.module.css';

/** The parts of a rule by name, as they stand in its file. */
export function RuleDefinition({ rule }: { rule: RuleView }) {
  const { when, who, what, safeguards, kind, consentBasis } = rule.definition;
  return (
    <Facts
      facts={[
        ['Next', inLine(rule.next)],
        ['So far', <LastRun key="last" rule={rule} />],
        ['Rows waiting', number(rule.waitingRows)],
        [
          'File',
          <span key="file" className={classes.path}>
            {when.file}
          </span>,
        ],
        ['Known by', when.key ?? 'the whole row'],
        ['Recipient', `column ${who.recipient}`],
        ['Each gets', who.oncePer === 'person' ? 'one mail, ever' : 'one mail per row'],
        ['From', what.fromEmail ?? "the account's first sender"],
        ['Kind', kind === 'service' ? 'service mail' : 'marketing mail'],
        ...(consentBasis ? ([['May be mailed as', consentBasis]] as const) : []),
        ['Asks you above', `${number(safeguards.approveAbove)} people`],
        [
          'Version',
          <>
            {rule.version}, <Ago key="at" at={rule.updatedAt} />
          </>,
        ],
      ]}
    />
  );
}
