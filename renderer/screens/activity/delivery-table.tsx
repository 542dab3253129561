import type { DeliveryView } from '../../../shared/contract/schemas.ts';
import { StateLabel } from '../../ui/status-icon.tsx';
import { deliveryStateWords, people, rowWords } from '../../ui/words.ts';
import classes from './run-page.module.css';

/** Where it cannot be known whether the mail left, "Not sent" would say too much. */
const unknown = { words: 'Not known', tone: 'warn' } as const;

function outcomeOf({ state, reason }: DeliveryView) {
  return reason?.code === 'outcome-unknown' ? unknown : deliveryStateWords[state];
}

/** Who was in a run, how it ended for each and why. */
export function DeliveryTable({
  deliveries,
  more,
}: {
  deliveries: readonly DeliveryView[];
  more: number;
}) {
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Address</th>
            <th scope="col" className={classes.colState}>
              Outcome
            </th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={`${delivery.row} ${delivery.address}`}>
              <td>
                {delivery.address}
                <div className={classes.reason}>
                  {[rowWords(delivery.row), delivery.reason?.what].filter(Boolean).join(' · ')}
                </div>
              </td>
              <td>
                <StateLabel {...outcomeOf(delivery)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className={classes.more}>and {people(more)} more</p>}
    </>
  );
}
