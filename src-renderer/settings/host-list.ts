// What is done to the list of hosts in the settings. Pure.
import { HostSettings } from '../../src-shared/settings.ts'

/** The host with some of its settings changed; what becomes undefined follows ssh_config again. */
export function changeHost(entry: HostSettings, change: Partial<Record<keyof HostSettings, unknown>>) {
  return HostSettings.parse(
    Object.fromEntries(Object.entries({ ...entry, ...change }).filter(([, value]) => value !== undefined)),
  )
}

/** The list with this host one place up (-1) or down (1). */
export function moveHost(hosts: readonly HostSettings[], host: string, by: -1 | 1): HostSettings[] {
  const from = hosts.findIndex(entry => entry.host === host)
  const [entry, other] = [hosts[from], hosts[from + by]]
  if (!entry || !other) return [...hosts]
  return hosts.with(from, other).with(from + by, entry)
}

/** Only one host can be the one to connect to at the start. */
export function connectAtStartTo(hosts: readonly HostSettings[], host: string, on: boolean): HostSettings[] {
  return hosts.map(entry => changeHost(entry, { connectAtStart: (entry.host === host && on) || undefined }))
}

/** Another host with the settings of one; its name, its label, its colour and the start stay with the one. */
export function duplicateHost(entry: HostSettings, host: string): HostSettings {
  return changeHost(entry, { host, label: undefined, color: undefined, connectAtStart: undefined })
}
