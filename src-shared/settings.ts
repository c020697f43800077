// What a person can set, and what a fresh install starts with. The file (`gangway.json5`) holds OpenClaw's own
// `gateway.*`, `agents.*` and `models.*` keys beside Gangway's `app`; keys nobody knows are kept.
import { z } from 'zod'
import { defaultGatewayPort, SshEngine } from './connection.ts'

const port = z.int().min(1).max(65_535)

/** A host as set up in Settings; what is absent follows ssh_config. */
export const HostSettings = z.strictObject({
  host: z.string().min(1).max(512),
  engine: SshEngine.default('ssh2'),
  gatewayPort: port.default(defaultGatewayPort),
  localPort: port.optional(),
})
export type HostSettings = z.infer<typeof HostSettings>

const values = {
  appearance: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'pl']),
  startAtLogin: z.boolean(),
  /** Look for a newer Gangway; it is never downloaded or installed unasked. */
  checkForUpdates: z.boolean(),
  /** Connect to the last gateway when Gangway starts. */
  connectAtStart: z.boolean(),
  hosts: z.array(HostSettings),
  /** Whether confirmed host keys go to the user's own known_hosts as well as Gangway's. */
  writeUserKnownHosts: z.boolean(),
  /** The person's consent to keep secrets in a private file where there is no keychain. */
  allowSecretsFile: z.boolean(),
}

export const AppSettings = z.strictObject({
  appearance: values.appearance.default('system'),
  language: values.language.default('system'),
  startAtLogin: values.startAtLogin.default(false),
  checkForUpdates: values.checkForUpdates.default(true),
  connectAtStart: values.connectAtStart.default(true),
  hosts: values.hosts.default([]),
  writeUserKnownHosts: values.writeUserKnownHosts.default(false),
  allowSecretsFile: values.allowSecretsFile.default(false),
})
export type AppSettings = z.infer<typeof AppSettings>

export const defaultAppSettings: AppSettings = AppSettings.parse({})

/** A change of some settings; what is absent stays. (Zod fills in defaults even in a partial, so this has none.) */
export const AppSettingsChange = z.strictObject(values).partial()
export type AppSettingsChange = z.infer<typeof AppSettingsChange>
