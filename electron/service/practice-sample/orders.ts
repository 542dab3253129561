/** The sample file of orders. `.example` addresses belong to nobody (RFC 2606). */

const head = 'order,first_name,last_name,email,product,total,status';

/** Four people to thank; one order too small, one not paid, one address mistyped, one person twice. */
const firstOrders = [
  '1001,Ada,Quill,ada.quill@oakfield.example,Oak shelf,120.00,paid',
  '1002,Ben,Marlow,ben.marlow@brightwater.example,Desk lamp,45.50,paid',
  '1003,Clara,Finch,clara.finch@mapleandsons.example,Reading chair,310.00,paid',
  '1004,Dan,Holt,dan.holt@oakfield.example,Coat hook,12.00,paid',
  '1005,Eve,Sorrel,eve.sorrel@harbourside.example,Wall clock,60.00,open',
  '1006,Finn,Ash,finn.ash(at)harbourside.example,Side table,85.00,paid',
  '1007,Ada,Quill,ada.quill@oakfield.example,Candle holder,25.00,paid',
  '1008,Grace,Lind,grace.lind@brightwater.example,Bookcase,240.00,paid',
];

const firstNames = [
  'Hugo',
  'Iris',
  'Jonas',
  'Kira',
  'Liam',
  'Mona',
  'Noah',
  'Olga',
  'Paul',
  'Rosa',
];
const lastNames = ['Vale', 'Stone', 'Brook', 'Field', 'Wood', 'Hill', 'Shaw'];
const products = ['Oak shelf,120.00', 'Desk lamp,45.50', 'Wall clock,60.00', 'Bookcase,240.00'];

/** @returns the whole file with `extra` later orders, each of a person not seen before. */
export function sampleOrders(extra: number): string {
  const later = Array.from({ length: extra }, (_, index) => laterOrder(index));
  return `${[head, ...firstOrders, ...later].join('\n')}\n`;
}

/**
 * @param text what the file holds now
 * @returns how many later orders it has, or null when a person has edited it
 */
export function countExtraOrders(text: string): number | null {
  const extra = text.trimEnd().split('\n').length - 1 - firstOrders.length;
  return extra >= 0 && sampleOrders(extra) === text.replaceAll('\r\n', '\n') ? extra : null;
}

function laterOrder(index: number): string {
  const order = 1009 + index;
  const first = firstNames[index % firstNames.length] ?? '';
  const last = lastNames[index % lastNames.length] ?? '';
  const address = `${first}.${last}.${order}@brightwater.example`.toLowerCase();
  return `${order},${first},${last},${address},${products[index % products.length]},paid`;
}
