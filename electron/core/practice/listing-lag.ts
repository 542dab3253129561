/** Collections may lag behind what was just created (constant-contact-v3 facts, section 13.6). */
import type { Practice } from './context.ts';

export function listed<T extends { createdAt: number }>(
  practice: Practice,
  items: T[],
  now: number,
): T[] {
  const lag = practice.switches.listingLagSeconds * 1000;
  return lag === 0 ? items : items.filter((item) => item.createdAt <= now - lag);
}
