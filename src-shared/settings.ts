// What a person can set, and what a fresh install starts with. The file (`gangway.json5`) holds OpenClaw's own
// `gateway.*`, `agents.*` and `models.*` keys beside Gangway's `app`; keys nobody knows are kept.
import { z } from 'zod'
import { isSettableProxy } from './proxy-address.ts'
import {
  ConnectionTarget,
  defaultGatewayPort,
  DirectRoad,
  SshEngine,
  targetKey,
  type ConnectionTarget as Target,
  type SshTarget,
} from './connection.ts'

const port = z.int().min(1).max(65_535)

/** Those that have a sign of their own in a tray, too. */
export const hostColors = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'brown'] as const
export type HostColor = (typeof hostColors)[number]

/** A host as set up in Settings; what is absent follows ssh_config. */
export const HostSettings = z.strictObject({
  host: z.string().min(1).max(512),
  engine: SshEngine.default('ssh2'),
  gatewayPort: port.default(defaultGatewayPort),
  localPort: port.optional(),
  /** The one key to log in with, as `ssh -i` with IdentitiesOnly. */
  identityFile: z.string().min(1).max(4096).optional(),
  /** The gateway's own address, as a second road. */
  direct: DirectRoad.optional(),
  /** What to do about a host key that is not known yet; a changed one always ends the attempt. */
  strictHostKeyChecking: z.enum(['ask', 'yes', 'accept-new']).optional(),
  /** Seconds of silence after which the server is asked for a sign of life. */
  serverAliveInterval: z.int().min(1).max(300).optional(),
  /** How many of those questions may stay unanswered. */
  serverAliveCountMax: z.int().min(0).max(20).optional(),
  /** Seconds until an address that does not answer is given up. */
  connectTimeout: z.int().min(1).max(120).optional(),
  /** What it is called in lists, in place of the alias. */
  label: z.string().min(1).max(80).optional(),
  /** Tells it from the others wherever its name stands. */
  color: z.enum(hostColors).optional(),
  /** Connect here when Gangway starts, rather than to the last gateway. */
  connectAtStart: z.boolean().optional(),
})
export type HostSettings = z.infer<typeof HostSettings>

export const proxyModes = ['none', 'system', 'address'] as const

/** A gateway for which something is set. Of a host, what `hosts` says counts where this says nothing. */
export const SavedGateway = z.strictObject({
  target: ConnectionTarget,
  /** What it is called in lists. */
  label: z.string().min(1).max(80).optional(),
  color: z.enum(hostColors).optional(),
  /** Stay connected to it while another one is in front. */
  keepConnected: z.boolean().optional(),
})
export type SavedGateway = z.infer<typeof SavedGateway>

/** How many gateways the app stays connected to at once: each costs its host a login and this computer a line. */
export const maxKept = 10

const values = {
  appearance: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'pl']),
  startAtLogin: z.boolean(),
  /** Look for a newer Gangway; it is never downloaded or installed unasked. */
  checkForUpdates: z.boolean(),
  /** Connect to the last gateway when Gangway starts. */
  connectAtStart: z.boolean(),
  hosts: z.array(HostSettings),
  gateways: z.array(SavedGateway).max(200),
  /** Seconds: the longest wait between two tries to reconnect. */
  reconnectWithin: z.int().min(5).max(600),
  /** The way to a gateway's own address: `system` is what the environment or the system says. */
  proxy: z.enum(proxyModes),
  /** For `address`: http, https or socks5, never with a login. */
  proxyAddress: z
    .string()
    .max(512)
    .refine(isSettableProxy, 'not the address of a proxy, or one with a login in it'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']),
  /** Tell through the system's notifications what needs a person. */
  notifications: z.boolean(),
  /** Whether confirmed host keys go to the user's own known_hosts as well as Gangway's. */
  writeUserKnownHosts: z.boolean(),
  /** Listen for wake words and the talk key. */
  voice: z.boolean(),
  /** The folder of the speech model; empty while none was chosen. */
  voiceModel: z.string().max(4096),
  /** As Electron writes accelerators; empty is none. */
  voiceTalkKey: z.string().max(64),
  /** The person's consent to keep secrets in a private file where there is no keychain. */
  allowSecretsFile: z.boolean(),
  /** Lend this computer's commands to a gateway. */
  nodeHost: z.boolean(),
  /** Which one: the one that was shown when lending was switched on. The app stays connected to it. */
  nodeGateway: ConnectionTarget.nullable(),
}

export const AppSettings = z.strictObject({
  appearance: values.appearance.default('system'),
  language: values.language.default('system'),
  startAtLogin: values.startAtLogin.default(false),
  checkForUpdates: values.checkForUpdates.default(true),
  connectAtStart: values.connectAtStart.default(true),
  hosts: values.hosts.default([]),
  gateways: values.gateways.default([]),
  reconnectWithin: values.reconnectWithin.default(30),
  proxy: values.proxy.default('none'),
  proxyAddress: values.proxyAddress.default(''),
  logLevel: values.logLevel.default('info'),
  notifications: values.notifications.default(true),
  writeUserKnownHosts: values.writeUserKnownHosts.default(false),
  voice: values.voice.default(false),
  voiceModel: values.voiceModel.default(''),
  voiceTalkKey: values.voiceTalkKey.default('CommandOrControl+Shift+Space'),
  allowSecretsFile: values.allowSecretsFile.default(false),
  nodeHost: values.nodeHost.default(false),
  nodeGateway: values.nodeGateway.default(null),
})
export type AppSettings = z.infer<typeof AppSettings>

export const defaultAppSettings: AppSettings = AppSettings.parse({})

/** A change of some settings; what is absent stays. (Zod fills in defaults even in a partial, so this has none.) */
export const AppSettingsChange = z.strictObject(values).partial()
export type AppSettingsChange = z.infer<typeof AppSettingsChange>

/** The target that a host of the settings stands for. */
export function sshTargetOf(host: HostSettings): SshTarget {
  const { localPort, identityFile, direct } = host
  return {
    kind: 'ssh',
    host: host.host,
    gatewayPort: host.gatewayPort,
    engine: host.engine,
    ...(localPort !== undefined && { localPort }),
    ...(identityFile !== undefined && { identityFile }),
    ...(direct !== undefined && { direct }),
  }
}

/**
 * The hosts of the settings, and those that say nothing there as they were connected to last: the gateway's port, the
 * engine and the key. `recent` is newest first.
 */
export function hostsWithRecent(
  hosts: readonly HostSettings[],
  recent: readonly { readonly target: Target }[],
): readonly HostSettings[] {
  const found = [...hosts]
  for (const { target } of recent) {
    if (target.kind !== 'ssh' || found.some(({ host }) => host === target.host)) continue
    const { host, gatewayPort, engine, identityFile } = target
    found.push({ host, gatewayPort, engine, ...(identityFile !== undefined && { identityFile }) })
  }
  return found
}

/** What names and colours are read from. */
export type Named = Pick<AppSettings, 'hosts' | 'gateways'>

type Lending = Pick<AppSettings, 'nodeHost' | 'nodeGateway'>

/** The colour that a target was given. */
export function colorOf(settings: Named | undefined, target: Target): HostColor | undefined {
  return savedOf(settings, target)?.color ?? hostOf(settings, target)?.color
}

/** The name that a target was given in place of its address. */
export function labelOf(settings: Named | undefined, target: Target): string | undefined {
  return savedOf(settings, target)?.label ?? hostOf(settings, target)?.label
}

/**
 * Those to stay connected to, as they are set up now: the one that this computer is lent to, and the first ten of the
 * others, should a file by hand name more.
 */
export function keptTargets(settings: Named & Lending): readonly Target[] {
  const { gateways, nodeHost, nodeGateway } = settings
  const lentTo = nodeHost && nodeGateway ? [nodeGateway] : []
  const kept = gateways.filter(({ keepConnected }) => keepConnected).slice(0, maxKept)
  const all = [...lentTo, ...kept.map(({ target }) => target)]
  const keys = all.map(targetKey)
  return all.filter((_, at) => keys.indexOf(keys[at] ?? '') === at).map(target => asSetUp(settings, target))
}

export function isKept(settings: Named | undefined, target: Target): boolean {
  return savedOf(settings, target)?.keepConnected ?? false
}

/** The list with something changed for one gateway; without its entry once nothing is set for it. */
export function withSaved(
  gateways: readonly SavedGateway[],
  target: Target,
  change: Partial<Record<'label' | 'color' | 'keepConnected', unknown>>,
): SavedGateway[] {
  const key = targetKey(target)
  const before = gateways.find(entry => targetKey(entry.target) === key)
  const set = Object.entries({ ...before, ...change, target }).filter(
    ([, value]) => value !== undefined && value !== false,
  )
  const after = set.length > 1 ? [SavedGateway.parse(Object.fromEntries(set))] : []
  if (!before) return [...gateways, ...after]
  return gateways.flatMap(entry => (entry === before ? after : [entry]))
}

/** A target as the settings of its host have it by now. */
function asSetUp({ hosts }: Pick<Named, 'hosts'>, target: Target): Target {
  if (target.kind !== 'ssh') return target
  const host = hosts.find(entry => entry.host === target.host && entry.gatewayPort === target.gatewayPort)
  return host ? sshTargetOf(host) : target
}

function savedOf(settings: Named | undefined, target: Target): SavedGateway | undefined {
  const key = targetKey(target)
  return settings?.gateways.find(entry => targetKey(entry.target) === key)
}

function hostOf(settings: Named | undefined, target: Target): HostSettings | undefined {
  return target.kind === 'ssh' ? settings?.hosts.find(({ host }) => host === target.host) : undefined
}

/** Seconds after the last byte in which a dead link is noticed at the latest: both engines' rule, and OpenSSH's own. */
export function noticesDeadLinkWithin(intervalS: number, countMax: number): number {
  return intervalS * (countMax + 1)
}

/** What counts where neither Settings nor ssh_config say anything. */
export const sshDefaults = { serverAliveInterval: 5, serverAliveCountMax: 2, connectTimeout: 10 } as const
