/** Opens the built-in practice account: its documents, and its server on this machine. */

import { RulepostError } from '../../../shared/errors/problem.ts';
import type { Clock } from '../../core/ports.ts';
import {
  createPracticeAccount,
  type PracticeAccount,
  startPracticeServer,
} from '../../core/practice/index.ts';
import { openDocumentStore } from '../../core/store/documents.ts';
import { acquireFileLock } from '../../core/store/file-lock.ts';

export interface OpenedPractice {
  account: PracticeAccount;
  authUrl: string;
  apiUrl: string;
  close(): Promise<void>;
}

/**
 * @param options.file its database; one process at a time may open it
 * @param options.port port of its server, 0 for any free one
 * @throws RulepostError `data-folder-busy`, `port-in-use`
 */
export async function openPractice(options: {
  file: string;
  port: number;
  clock: Clock;
}): Promise<OpenedPractice> {
  const { file, port, clock } = options;
  const lock = await acquireFileLock(`${file}.lock`, { clock, wait: false });
  if (lock === null) throw new RulepostError('data-folder-busy', { folder: file });
  const documents = openDocumentStore(file);
  const giveBack = () => {
    documents.close();
    lock.release();
  };
  try {
    const account = createPracticeAccount({ clock, documents });
    const server = await startPracticeServer(account, { port });
    return {
      account,
      authUrl: server.authUrl,
      apiUrl: server.apiUrl,
      async close() {
        await server.close();
        giveBack();
      },
    };
  } catch (error) {
    giveBack();
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    throw taken
      ? new RulepostError('port-in-use', { port: String(port) }, { cause: error })
      : error;
  }
}
