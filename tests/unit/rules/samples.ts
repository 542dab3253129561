import type { Rule } from '../../../shared/rules/schema.ts';

/** A rule as most are; tests change what they are about. */
export const thanks: Rule = {
  id: 'thanks',
  name: 'Thank you',
  kind: 'marketing',
  when: { trigger: 'new-row', file: '/shop/orders.csv', existingRows: 'skip', gatherSeconds: 30 },
  who: {
    recipient: 'email',
    oncePer: 'row',
    conditions: [{ field: 'total', operator: 'greater-than', value: 50 }],
  },
  what: { subject: 'Thank you, {{ first_name }}', html: '<p>Hello {{ first_name }}</p>' },
  safeguards: { approveAbove: 500 },
};
