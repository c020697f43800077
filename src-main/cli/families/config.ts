// gangway config …: the configuration file.
import type { Command } from 'commander'
import { withConfig, type Act } from './command-options.ts'

export function addConfig(program: Command, act: Act): void {
  const config = program.command('config').description('look at the configuration, and change it')

  withConfig(config.command('file').description('print where the configuration is')).action(options =>
    act(async context => (await import('../commands/config-get.ts')).showConfigFile(context, options)),
  )

  withConfig(
    config.command('get [path]').description('print a value, or all of it; secrets are masked'),
  ).action((path: string | undefined, options) =>
    act(async context => (await import('../commands/config-get.ts')).getConfig(context, path, options)),
  )

  withConfig(
    config.command('set <path> [value]').description('change one value and leave the rest as it is written'),
  )
    .option('--value-file <file>', 'take the value from a file, for secrets')
    .option('--strict-json', 'take the value for JSON, and refuse it when it is none')
    .action((path: string, value: string | undefined, options) =>
      act(async context =>
        (await import('../commands/config-set.ts')).setConfig(context, path, value, options),
      ),
    )

  withConfig(config.command('unset <path>').description('take one value away')).action(
    (path: string, options) =>
      act(async context => (await import('../commands/config-set.ts')).unsetConfig(context, path, options)),
  )

  withConfig(
    config
      .command('validate')
      .description('say what is wrong in a configuration file, and which keys are kept unread'),
  ).action(options =>
    act(async context => (await import('../commands/config-validate.ts')).validateConfig(context, options)),
  )

  config
    .command('import [file]')
    .description(
      'take over an OpenClaw configuration (default: ~/.openclaw/openclaw.json), which is only read',
    )
    .option(
      '--poll-bot',
      'let a gateway of this computer poll the Telegram bot that comes along; no other may',
    )
    .option('--yes', 'without asking')
    .option('--dry-run', 'only show what it would mean')
    .action((file: string | undefined, options) =>
      act(async context =>
        (await import('../commands/config-import.ts')).importConfig(context, file, options),
      ),
    )
}
