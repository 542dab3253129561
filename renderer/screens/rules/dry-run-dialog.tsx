import { Modal, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { DryRun, RuleView } from '../../../shared/contract/schemas.ts';
import { orpc } from '../../rpc.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { count, number, people, rowWords } from '../../ui/words.ts';
import { DryRunMatches } from './dry-run-matches.tsx';
import classes from './rules.module.css';

/** What a rule would do now: who would get which mail, who not and why, and what it would cost. */
export function DryRunDialog({ rule, onClose }: { rule: RuleView | null; onClose: () => void }) {
  const narrow = useMediaQuery('(max-width: 760px)');
  return (
    <Modal
      opened={rule !== null}
      onClose={onClose}
      title={rule ? `Dry run: ${rule.name}` : ''}
      size={880}
      fullScreen={narrow}
    >
      {rule && <Result ruleId={rule.id} />}
    </Modal>
  );
}

function Result({ ruleId }: { ruleId: string }) {
  const dryRun = useQuery({
    ...orpc.rules.dryRun.queryOptions({ input: { id: ruleId } }),
    // Each opening reads the source afresh; while it is open, what is shown stays.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
    retry: false,
  });
  return <Loaded query={dryRun}>{(result) => <Shown result={result} />}</Loaded>;
}

function Shown({ result }: { result: DryRun }) {
  const would = result.matches.length + result.moreMatches;
  const { unusable } = result;
  const left = result.excluded.length + result.moreExcluded;
  return (
    <Stack gap="lg">
      <div role="status">
        <Text size="sm">
          {would === 0 ? 'Nobody would get a mail now.' : `${people(would)} would get a mail now.`}{' '}
          <span className={classes.quiet}>Nothing was sent and nothing was changed.</span>
        </Text>
      </div>
      {result.note && <Text size="sm">{result.note}</Text>}
      <dl className={classes.sums}>
        <Sum value={number(result.rowsRead)} words="rows read" />
        <Sum value={number(result.rowsAlreadySeen)} words="dealt with before" />
        <Sum value={number(result.notMatching)} words="do not match" />
        <Sum value={number(left)} words="left out" />
        {unusable.count > 0 && <Sum value={number(unusable.count)} words="could not be used" />}
        <Sum value={price(result)} words="calls it would cost" />
      </dl>
      {result.matches.length > 0 && <DryRunMatches result={result} />}
      {result.excluded.length > 0 && (
        <section>
          <h3 className={classes.sectionTitle}>Left out</h3>
          <ul className={classes.excluded}>
            {result.excluded.map(({ row, address, reason }) => (
              <li className={classes.exclusion} key={`${row} ${address}`}>
                {address || '(no address)'} <span className={classes.quiet}>{rowWords(row)}</span>
                <br />
                {reason.what} <span className={classes.quiet}>{reason.advice}</span>
              </li>
            ))}
          </ul>
          {result.moreExcluded > 0 && (
            <Text size="sm" c="dimmed">
              and {count(result.moreExcluded, 'row', 'rows')} more
            </Text>
          )}
        </section>
      )}
      {unusable.count > 0 && <Unusable {...unusable} />}
    </Stack>
  );
}

/** Rows that were passed over, e.g. cut short: the first in words, the others counted. */
function Unusable({ count: rows, first }: DryRun['unusable']) {
  return (
    <section>
      <h3 className={classes.sectionTitle}>Could not be used</h3>
      {first && (
        <p className={classes.exclusion}>
          {first.what} <span className={classes.quiet}>{first.advice}</span>
        </p>
      )}
      {rows > 1 && (
        <Text size="sm" c="dimmed">
          and {count(rows - 1, 'row', 'rows')} more
        </Text>
      )}
    </section>
  );
}

function Sum({ value, words }: { value: string; words: string }) {
  return (
    <div>
      <dt>{words}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function price({ calls: { least, most } }: DryRun): string {
  return least === most ? number(least) : `${number(least)} to ${number(most)}`;
}
