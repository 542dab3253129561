/**
 * API calls of a whole run, from the new rows to the read-back outcome, for different numbers of new
 * recipients, each with values of their own. The aims: at most 14, 14 and 18.
 */
import { createHarness } from '../support/harness.ts';

export interface CallsFigure {
  recipients: number;
  'once per': string;
  mails: number;
  calls: number;
  aim: number;
}

const aims = [
  { recipients: 1, aim: 14 },
  { recipients: 100, aim: 14 },
  { recipients: 10_000, aim: 18 },
];

export async function benchCalls(): Promise<CallsFigure[]> {
  const figures: CallsFigure[] = [];
  for (const oncePer of ['row', 'person'] as const) {
    for (const { recipients, aim } of aims) {
      figures.push(await measure(recipients, oncePer, aim));
    }
  }
  return figures;
}

async function measure(
  recipients: number,
  oncePer: 'row' | 'person',
  aim: number,
): Promise<CallsFigure> {
  const h = await createHarness();
  try {
    await h.connect();
    const rows = Array.from(
      { length: recipients },
      (_, i) => `${i},Person ${i},person${i}@reader.example,${(i * 7) % 90}.50`,
    );
    await h.enable({
      who: { oncePer },
      what: {
        subject: 'Order {{ order }}',
        html: '<p>Dear {{ name }}, order {{ order }} over {{ total }} is on its way.</p>',
      },
      safeguards: { approveAbove: 100_000 },
    });
    const before = h.practice.requests.total();
    h.write('orders.csv', `order,name,email,total\n${rows.join('\n')}\n`);
    await h.settled();
    const calls = h.practice.requests.total() - before;
    return { recipients, 'once per': oncePer, mails: h.mailed().length, calls, aim };
  } finally {
    await h.dispose();
  }
}
