// gangway devices …: who may come in.
import type { Command } from 'commander'
import { withGateway, type Act } from './command-options.ts'

export function addDevices(program: Command, act: Act): void {
  const devices = program.command('devices').description('see and decide which devices may come in')

  withGateway(
    devices.command('list').description('list paired devices and those that wait for approval'),
  ).action(options =>
    act(async context => (await import('../commands/devices-list.ts')).showDevices(context, options)),
  )

  withGateway(
    devices
      .command('approve [request]')
      .description('let a device in; without an id, the only one that waits'),
  ).action((request: string | undefined, options) =>
    act(async context =>
      (await import('../commands/devices-resolve.ts')).approveDevice(context, request, options),
    ),
  )

  withGateway(devices.command('reject <request>').description('turn a device away')).action(
    (request: string, options) =>
      act(async context =>
        (await import('../commands/devices-resolve.ts')).rejectDevice(context, request, options),
      ),
  )

  withGateway(devices.command('revoke <device>').description('make a device’s token worthless'))
    .option('--role <role>', 'only the token of this role')
    .option('--forget', 'end the pairing as well')
    .action((device: string, options) =>
      act(async context =>
        (await import('../commands/devices-revoke.ts')).revokeDevice(context, device, options),
      ),
    )
}
