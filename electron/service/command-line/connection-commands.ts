/** connect, disconnect */
import { type Command, Option } from 'commander';
import { type CommonOptions, define, run } from './define.ts';

interface ConnectFlags extends CommonOptions {
  clientId?: string;
  withSecret?: boolean;
  device?: boolean;
  paste?: boolean;
  browser: boolean;
}

export function addConnectionCommands(program: Command): void {
  program.commandsGroup('The connection:');
  define(program, 'connect', 'connect to Constant Contact, once', 'rulepost connect --no-browser')
    .option('--client-id <id>', 'API key (client id) of your app; remembered')
    .option('--with-secret', 'ask for the client secret of your app, unseen')
    .addOption(new Option('--device', 'use a code on any other device').conflicts('paste'))
    .option('--paste', 'paste the address the browser landed on')
    .option('--no-browser', 'only print the link')
    .action(async (flags: ConnectFlags) => {
      const { connectCommand } = await import('../commands/connect.ts');
      await run(flags, (context) =>
        connectCommand(context, {
          clientId: flags.clientId,
          withSecret: flags.withSecret === true,
          device: flags.device === true,
          paste: flags.paste === true,
          browser: flags.browser,
        }),
      );
    });

  define(program, 'disconnect', 'end the connection and forget it', 'rulepost disconnect').action(
    async (flags: CommonOptions) => {
      const { disconnectCommand } = await import('../commands/connect.ts');
      await run(flags, disconnectCommand);
    },
  );
}
