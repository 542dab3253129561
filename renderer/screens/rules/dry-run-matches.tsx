import { useState } from 'react';
import type { DryRun } from '../../../shared/contract/schemas.ts';
import { MailPreview } from '../../ui/mail-frame.tsx';
import { people, rowWords } from '../../ui/words.ts';
import classes from './rules.module.css';

/** The people who would get a mail, with the filled-in mail of the one chosen. */
export function DryRunMatches({ result }: { result: DryRun }) {
  const [chosen, setChosen] = useState(0);
  const match = result.matches[chosen];
  return (
    <section>
      <h3 className={classes.sectionTitle}>Would get this mail</h3>
      <div className={classes.matches}>
        <ul className={classes.matchList}>
          {result.matches.map(({ row, address }, index) => (
            <li key={`${row} ${address}`}>
              <button
                className={classes.match}
                type="button"
                aria-pressed={index === chosen}
                onClick={() => setChosen(index)}
              >
                {address}
                <span className={classes.matchRow}>{rowWords(row)}</span>
              </button>
            </li>
          ))}
          {result.moreMatches > 0 && (
            <li className={classes.match}>
              <span className={classes.matchRow}>and {people(result.moreMatches)} more</span>
            </li>
          )}
        </ul>
        {match && (
          <div className={classes.preview}>
            <MailPreview
              subject={match.subject}
              html={match.html}
              title={`Mail to ${match.address}`}
            />
          </div>
        )}
      </div>
    </section>
  );
}
