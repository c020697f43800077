// gangway config …: the configuration file.
import type { Command } from 'commander'
import { withConfig, type Act } from './command-options.ts'

export function addConfig(program: Command, act: Act): void {
  const config = program.command('config').description('look at the configuration')

  withConfig(
    config
      .command('validate')
      .description('say what is wrong in a configuration file, and which keys are kept unread'),
  ).action(options =>
    act(async context => (await import('../commands/config-validate.ts')).validateConfig(context, options)),
  )
}
