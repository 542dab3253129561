/** `rulepost practice`: the practice account alone, for another Rulepost or a script to use. */
import { join } from 'node:path';
import { type CommandContext, untilAborted } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { createSystemClock } from '../host/clock.ts';
import { preparePracticeDir } from '../host/data-dir.ts';
import { openPractice } from '../practice/account.ts';

export async function practiceCommand(
  context: CommandContext,
  options: { port: number },
): Promise<number> {
  const { dataDir, output, signal } = context;
  preparePracticeDir(dataDir);
  const file = join(dataDir, 'practice.db');
  const practice = await openPractice({ file, port: options.port, clock: createSystemClock() });
  const variables = {
    RULEPOST_AUTH_URL: practice.authUrl,
    RULEPOST_API_URL: practice.apiUrl,
    RULEPOST_CLIENT_ID: 'practice',
    RULEPOST_DATA_DIR: join(dataDir, 'client'),
  };
  try {
    output.document({ authUrl: practice.authUrl, apiUrl: practice.apiUrl, environment: variables });
    output.line('The practice account is running. Point another Rulepost at it:');
    for (const [name, value] of Object.entries(variables))
      output.line(`  export ${name}='${value}'`);
    output.line('Stop: Ctrl-C');
    await untilAborted(signal);
    return exitCodes.done;
  } finally {
    await practice.close();
  }
}
