// The hosts a person has configured, for the list on the Connect page.
import type { SshConfigSource } from './ssh-host.ts'

export type ConfiguredHost = {
  readonly host: string
  /** `user@hostname:port`, as far as the configuration says. */
  readonly summary: string
}

/** See `listConfiguredHosts`. */
export async function readConfiguredHosts(_source: SshConfigSource): Promise<ConfiguredHost[]> {
  return []
}
