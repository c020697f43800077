// The hosts a person can pick, what ssh_config makes of them, and the replacing of a changed host key.
import { timingSafeEqual } from 'node:crypto'
import type { HostEntry, HostPreview, KeptHostKey } from '../src-shared/desktop-api.ts'
import { appError, type ErrorReport } from '../src-shared/errors.ts'
import { phrase } from '../src-shared/said.ts'
import type { SettingsStore } from './settings/settings-store.ts'
import { fingerprint, replaceHostKey } from './tunnel/host-keys/host-keys.ts'
import { addKeptHostKey, forgetKeptHostKey, listKeptHostKeys } from './tunnel/host-keys/kept-host-keys.ts'
import {
  listConfiguredHosts,
  resolveSshHost,
  type SshConfigSource,
  type SshHost,
} from './tunnel/ssh-config/ssh-host.ts'
import { parseSshTarget } from './tunnel/ssh-config/ssh-target.ts'

export type Hosts = {
  /** Hosts of Settings first, then those of ssh_config; each once. */
  readonly list: () => Promise<readonly HostEntry[]>
  /** Rejects with TARGET_INVALID or an error of ssh_config. */
  readonly preview: (host: string, signal: AbortSignal) => Promise<HostPreview>
  /** Remembers the key of a HOST_KEY_CHANGED that an attempt ended with; other errors are let pass. */
  readonly noteError: (error: ErrorReport) => void
  /**
   * Puts the key that the host presented last in the place of the known one, if the person has read out that very
   * fingerprint. Rejects with INVALID_INPUT (no such attempt, another fingerprint) or STORE_FAILED.
   */
  readonly replaceKey: (host: string, pasted: string, signal: AbortSignal) => Promise<void>
  /** Gangway's own known_hosts; the person's is theirs. */
  readonly keys: () => Promise<readonly KeptHostKey[]>
  readonly forgetKey: (key: Pick<KeptHostKey, 'names' | 'fingerprint'>) => Promise<void>
  /** Rejects with INVALID_INPUT or STORE_FAILED. */
  readonly addKey: (line: string) => Promise<KeptHostKey>
}

type HostsParts = {
  readonly sshConfig: SshConfigSource
  readonly appKnownHosts: string
  readonly settings: SettingsStore
}

export function openHosts({ sshConfig, appKnownHosts, settings }: HostsParts): Hosts {
  /** By host name, as the error names it. */
  const changedKeys = new Map<string, Buffer>()

  return {
    list: async () => {
      const configured = await listConfiguredHosts(sshConfig)
      const summaries = new Map(configured.map(({ host, summary }) => [host, summary]))
      const own = settings.app.hosts.map(({ host, label }): HostEntry => {
        const summary = summaries.get(host) ?? host
        return { host, source: 'settings', summary: label === undefined ? summary : `${label} · ${summary}` }
      })
      const ownNames = new Set(own.map(({ host }) => host))
      const others = configured
        .filter(({ host }) => !ownNames.has(host))
        .map(({ host, summary }): HostEntry => ({ host, source: 'ssh_config', summary }))
      return [...own, ...others]
    },

    preview: async (host, signal) => previewOf(await resolveSshHost(host, sshConfig, signal)),

    noteError: ({ code, details }) => {
      if (code !== 'HOST_KEY_CHANGED') return
      if (typeof details['host'] !== 'string' || typeof details['key'] !== 'string') return
      changedKeys.set(nameOf(details['host']), Buffer.from(details['key'], 'base64'))
    },

    replaceKey: async (host, pasted, signal) => {
      const key = changedKeys.get(nameOf(host))
      if (!key)
        throw appError('INVALID_INPUT', {
          what: phrase('theHost'),
          why: phrase('noChangedKey'),
        })
      if (!sameFingerprint(pasted, fingerprint(key)))
        throw appError('INVALID_INPUT', {
          what: phrase('theFingerprint'),
          why: phrase('otherFingerprint', { host }),
        })
      await replaceHostKey(
        { host: await resolveSshHost(host, sshConfig, signal), appFile: appKnownHosts },
        key,
      )
      changedKeys.delete(nameOf(host))
    },

    keys: () => listKeptHostKeys(appKnownHosts),
    forgetKey: key => forgetKeptHostKey(appKnownHosts, key),
    addKey: line => addKeptHostKey(appKnownHosts, line),
  }
}

/** The same host may be typed with or without user and port; keys are changed for the name alone. */
function nameOf(host: string): string {
  return parseSshTarget(host).host.toLowerCase()
}

/** With or without `SHA256:` and padding, as people copy it. */
function sameFingerprint(pasted: string, expected: string): boolean {
  const bare = (text: string) =>
    Buffer.from(
      text
        .trim()
        .replace(/^SHA256:/i, '')
        .replace(/=+$/, ''),
    )
  const [given, wanted] = [bare(pasted), bare(expected)]
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function previewOf(host: SshHost): HostPreview {
  return {
    hostname: host.hostname,
    port: host.port,
    user: host.user,
    jumps: host.proxyJump,
    identityFiles: host.identityFiles,
    agent: host.identityAgent ?? process.env['SSH_AUTH_SOCK'] ?? phrase('noAgent'),
    resolvedBy: host.resolvedBy,
    warnings: host.warnings,
    needsSystemEngine: host.needsSystemEngine,
  }
}
