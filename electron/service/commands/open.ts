/** `rulepost open`: a new link into the page of the running service. */

import { RulepostError } from '../../../shared/errors/problem.ts';
import type { CommandContext } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { createOpener } from '../host/opener.ts';
import { silentLog } from '../host/silent-log.ts';
import type { ServiceInfo } from '../service-file.ts';
import { addressOf, findService } from '../service-lookup.ts';

export async function openCommand(
  context: CommandContext,
  options: { browser: boolean },
): Promise<number> {
  const { dataDir, env, output } = context;
  const service = await findService(dataDir);
  if (service === null) throw new RulepostError('service-not-running', { folder: dataDir });
  const url = await askForLink(service);
  const opened = options.browser && (await createOpener(env, silentLog).open(url));
  output.document({ url, opened });
  output.line(
    opened ? 'Rulepost opens in your browser. If it does not:' : 'Open this address in a browser:',
  );
  output.line(`  ${url}`);
  output.line('It works once.');
  return exitCodes.done;
}

async function askForLink(service: ServiceInfo): Promise<string> {
  const { z } = await import('zod');
  try {
    const answer = await fetch(`${addressOf(service)}/cli/link`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.key}` },
      signal: AbortSignal.timeout(10_000),
    });
    return z.object({ url: z.url() }).parse(await answer.json()).url;
  } catch (error) {
    throw new RulepostError('service-unreachable', { pid: String(service.pid) }, { cause: error });
  }
}
