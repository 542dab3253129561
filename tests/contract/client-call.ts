/** What the lists of the client's calls have in common. */
import type { ConstantContact } from '../../electron/core/constant-contact/client.ts';

export interface ClientCall {
  /** The operation as the service's description names it. */
  operation: string;
  make(client: ConstantContact): Promise<unknown>;
  status: number;
  answer: unknown;
}

export const ids = {
  list: '04fe9a97-a579-43c5-bb1a-58ed29bf0a6a',
  contact: '1618ae62-4752-11e9-9c8a-fa163e6b01c1',
  activity: '8892baf9-970a-4de6-8400-fa4ec461987c',
  campaign: '91569d46-00e4-4a4d-9a4c-d17d98740d04',
  field: '2cd8027a-78c0-11e9-bfd0-fa163e6b01c1',
} as const;

export const at = '2026-03-02T09:00:00.000Z';
export const moment = Date.parse(at);
/** The links of a last page. */
export const noMore = { next: { href: '' } };

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(items);
}
