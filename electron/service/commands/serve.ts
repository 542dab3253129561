/** `rulepost serve`: the service, until it is asked to stop. */
import type { Notification } from '../../core/ports.ts';
import { type CommandContext, untilAborted } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { prepareDataDir, preparePracticeDir } from '../host/data-dir.ts';
import { hasDisplay } from '../host/opener.ts';
import type { Output } from '../output.ts';
import { toCliProblem } from '../problems.ts';
import { runService, type Service } from '../run-service.ts';

export interface ServeOptions {
  port: number | null;
  allowedHosts: string[];
  practice: boolean;
  once: boolean;
}

export async function serveCommand(
  context: CommandContext,
  options: ServeOptions,
): Promise<number> {
  const { dataDir, env, output, signal } = context;
  if (options.practice) preparePracticeDir(dataDir);
  else prepareDataDir(dataDir);
  const show = (note: Notification) => output.aside(`! ${note.title}: ${note.body}`);
  const service = await runService({ ...options, dataDir, env, show });
  try {
    if (options.practice) return await practise(context, service, options.once);
    // It may answer already; that it runs is said once its data is open.
    await service.core;
    announce(output, service, env, 'rulepost open');
    await untilAborted(signal);
    return exitCodes.done;
  } finally {
    await service.stop();
    if (signal.aborted) output.line('Stopped.');
  }
}

/** The whole job once; then the page stays up. */
async function practise(context: CommandContext, service: Service, once: boolean): Promise<number> {
  const { dataDir, env, output, signal } = context;
  output.line(
    'Rulepost practice: one whole job. Nobody is mailed; all of it stays on this machine.',
  );
  output.line(`Its files are in ${dataDir}`);
  output.line();
  const [{ core, ports }, { practiceJob }, { createRouterClient }] = await Promise.all([
    service.core,
    import('../practice/job.ts'),
    import('@orpc/server'),
  ]);
  const client = createRouterClient(core.router);
  const job = practiceJob(context, { folder: dataDir, client, fetch: ports.fetch });
  if (once) {
    const { exitCode, ...practice } = await job;
    output.document({ practice });
    return exitCode;
  }
  // Without --once a job that fails leaves the page up: it shows what went wrong.
  const outcome = await job.then(
    (practice) => ({ practice }),
    (error: unknown) => ({ error: toCliProblem(error) }),
  );
  if (signal.aborted) return exitCodes.interrupted;
  if ('error' in outcome && !output.json) output.problem(outcome.error);
  announce(output, service, env, 'rulepost open --practice', outcome);
  await untilAborted(signal);
  return exitCodes.done;
}

function announce(
  output: Output,
  { server }: Service,
  env: NodeJS.ProcessEnv,
  again: string,
  more: object = {},
): void {
  const link = server.newLink();
  output.document({ address: server.address, port: server.port, link, pid: process.pid, ...more });
  output.line('Rulepost is running. Its page opens with this link, once:');
  output.line(`  ${link}`);
  output.line(`A new link: ${again}    Stop: Ctrl-C`);
  if (!hasDisplay(env)) {
    output.line(
      `From another machine, first: ssh -L ${server.port}:127.0.0.1:${server.port} THIS-MACHINE`,
    );
  }
}
