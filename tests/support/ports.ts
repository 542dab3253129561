/** The ports of a core under test: secrets in memory, nothing opened, nothing logged. */
import type { Clock, Fetch, Notification, Ports, SecretBox } from '../../electron/core/ports.ts';

/** @param given.notes takes what a person would be notified of */
export function createTestPorts(given: {
  clock: Clock;
  fetch: Fetch;
  notes?: Notification[];
}): Ports {
  return {
    clock: given.clock,
    fetch: given.fetch,
    secrets: memorySecrets(),
    notifier: { notify: (note) => given.notes?.push(note) },
    opener: { open: async () => false },
    power: { onResume: () => () => {} },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  };
}

function memorySecrets(): SecretBox {
  const values = new Map<string, string>();
  return {
    protection: { level: 'key-file', words: 'In memory, for a test.' },
    read: async (name) => values.get(name) ?? null,
    async write(name, value) {
      values.set(name, value);
    },
    async remove(name) {
      values.delete(name);
    },
  };
}
