/** serve, open, status, doctor, practice */
import type { Command } from 'commander';
import { type CommonOptions, collect, define, readPort, run } from './define.ts';

interface ServeFlags extends CommonOptions {
  port?: number;
  allowHost: string[];
  once?: boolean;
}

export function addServiceCommands(program: Command): void {
  program.commandsGroup('The service:');
  define(program, 'serve', 'run in the background and serve the page', 'rulepost serve --port 4800')
    .option('--port <number>', 'port of the page (default: 4717 or the next free one)', readPort)
    .option('--allow-host <host:port>', 'also answer to this address (forwarded port)', collect, [])
    .option('--once', 'with --practice: end after the job')
    .action(async (flags: ServeFlags) => {
      const { serveCommand } = await import('../commands/serve.ts');
      await run(flags, (context) =>
        serveCommand(context, {
          port: flags.port ?? null,
          allowedHosts: flags.allowHost,
          practice: flags.practice === true,
          once: flags.once === true,
        }),
      );
    });

  define(program, 'open', 'open the page of the running Rulepost', 'rulepost open --no-browser')
    .option('--no-browser', 'only print the link')
    .action(async (flags: CommonOptions & { browser: boolean }) => {
      const { openCommand } = await import('../commands/open.ts');
      await run(flags, (context) => openCommand(context, { browser: flags.browser }));
    });

  define(
    program,
    'status',
    'connection, quota, rules and runs at a glance',
    'rulepost status --json',
  ).action(async (flags: CommonOptions) => {
    const { statusCommand } = await import('../commands/status.ts');
    await run(flags, statusCommand);
  });

  define(
    program,
    'doctor',
    'check this machine, the data and the account',
    'rulepost doctor',
  ).action(async (flags: CommonOptions) => {
    const { doctorCommand } = await import('../commands/doctor.ts');
    await run(flags, doctorCommand);
  });

  define(program, 'practice', 'serve the practice account alone', 'rulepost practice --port 4800')
    .option('--port <number>', 'port of the practice account (default: any free one)', readPort)
    .action(async (flags: CommonOptions & { port?: number }) => {
      const { practiceCommand } = await import('../commands/practice.ts');
      await run({ ...flags, practice: true }, (context) =>
        practiceCommand(context, { port: flags.port ?? 0 }),
      );
    });
}
