/**
 * Remembers which keys a file has had. A million keys take 24 MB here, in one typed array with free
 * slots, where a `Set` of strings takes more than 100.
 *
 * It keeps 96 bits of hash per key instead of the key: that two of a million different keys look the
 * same is far less likely than that the disk misreads one.
 */

const FIRST_CAPACITY = 1 << 12;

export interface KeySet {
  /** @returns false when the key was there already */
  add(key: string): boolean;
}

export function createKeySet(): KeySet {
  let capacity = FIRST_CAPACITY;
  let slots = new Int32Array(capacity * 3);
  let size = 0;

  /** A slot whose third number is 0 is free. */
  function put(first: number, second: number, third: number): boolean {
    let at = (first & (capacity - 1)) * 3;
    while (slots[at + 2] !== 0) {
      if (slots[at] === first && slots[at + 1] === second && slots[at + 2] === third) return false;
      at += 3;
      if (at === slots.length) at = 0;
    }
    slots[at] = first;
    slots[at + 1] = second;
    slots[at + 2] = third;
    return true;
  }

  /** At most half full, so that a free slot is near. */
  function grow(): void {
    const old = slots;
    capacity *= 2;
    slots = new Int32Array(capacity * 3);
    for (let at = 0; at < old.length; at += 3) {
      const third = old[at + 2] as number;
      if (third !== 0) put(old[at] as number, old[at + 1] as number, third);
    }
  }

  return {
    add(key) {
      let [first, second, third] = [0x2545f491, 0x41c6ce57, 0x1b873593];
      for (let at = 0; at < key.length; at++) {
        const code = key.charCodeAt(at);
        first = Math.imul(first ^ code, 0x9e3779b1);
        second = Math.imul(second ^ code, 0x5f356495);
        third = Math.imul(third ^ (code + at), 0x85ebca6b);
      }
      const added = put(mix(first ^ (third >>> 7)), mix(second ^ (first >>> 9)), mix(third) || 1);
      if (added && ++size * 2 > capacity) grow();
      return added;
    },
  };
}

/** The finish of MurmurHash3: every bit in changes every bit out. */
function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
