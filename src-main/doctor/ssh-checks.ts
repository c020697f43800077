// What SSH would do for a host, before it does: the configuration, the keys, the agent, what is known of the host.
import { access, constants, stat } from 'node:fs/promises'
import { knownHostLines, fingerprint } from '../tunnel/host-keys/host-keys.ts'
import { findAgent, listAgentKeys } from '../tunnel/login/ssh-agent.ts'
import {
  resolveSshHost,
  withIdentity,
  type SshConfigSource,
  type SshHost,
} from '../tunnel/ssh-config/ssh-host.ts'
import type { SshTarget } from '../../src-shared/connection.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import { say } from '../../src-shared/said.ts'
import type { Check, Found } from './finding.ts'

export type SshChecksOptions = {
  readonly target: SshTarget
  readonly sshConfig: SshConfigSource
  readonly appKnownHosts: string
  readonly signal: AbortSignal
}

export function sshChecks({ target, sshConfig, appKnownHosts, signal }: SshChecksOptions): Check[] {
  let resolving: Promise<SshHost> | undefined
  const host = () =>
    (resolving ??= resolveSshHost(target.host, sshConfig, signal).then(found =>
      withIdentity(found, target.identityFile),
    ))

  return [
    {
      id: 'ssh-config',
      run: async () => configurationOf(await host(), target),
    },
    {
      id: 'ssh-keys',
      run: async () => keyFilesOf(await host()),
    },
    {
      id: 'ssh-agent',
      run: async () => agentOf(await host(), signal),
    },
    {
      id: 'known-hosts',
      run: async () => {
        const lines = await knownHostLines({ host: await host(), appFile: appKnownHosts })
        return {
          notes:
            lines.length === 0
              ? ['its key is not known yet: it is asked about at the first connection']
              : lines.map(({ where, type, key, marker }) =>
                  [marker === 'key' ? '' : `${marker}: `, type, ' ', fingerprint(key), ', ', where].join(''),
                ),
        }
      },
    },
  ]
}

function configurationOf(host: SshHost, target: SshTarget): Found {
  const { user, hostname, port, proxyJump, resolvedBy, warnings, needsSystemEngine } = host
  const notes = [
    `${user}@${hostname}, port ${port}${proxyJump.length > 0 ? `, through ${proxyJump.join(', ')}` : ''}`,
    `read by ${resolvedBy === 'ssh' ? 'ssh -G' : 'Gangway'}, connected with ${target.engine === 'system' ? 'the system’s ssh' : 'the built-in SSH'}`,
    ...warnings.map(warning => say(warning, inEnglish)),
  ]
  if (needsSystemEngine === undefined || target.engine === 'system') return { notes }
  return {
    verdict: 'failed',
    notes: [...notes, `it uses ${say(needsSystemEngine, inEnglish)}, which the built-in SSH does not do`],
    remedy: 'Switch this host to the system’s own ssh in Settings › Hosts, or with --engine system.',
  }
}

async function keyFilesOf({ identityFiles, identitiesOnly }: SshHost): Promise<Found> {
  const files = await Promise.all(identityFiles.map(describeKeyFile))
  const there = files.filter(file => file !== undefined)
  const isOpen = there.some(file => file.isOpen)
  return {
    verdict: isOpen ? 'careful' : 'passed',
    notes: [
      ...there.map(file => file.note),
      there.length === 0 ? `none of ${identityFiles.join(', ')} is there` : undefined,
      identitiesOnly ? 'no other key is offered (IdentitiesOnly)' : undefined,
    ],
    remedy: isOpen ? 'chmod 600 the key files that others can read: ssh refuses them.' : undefined,
  }
}

async function describeKeyFile(file: string): Promise<{ note: string; isOpen: boolean } | undefined> {
  const found = await stat(file).catch(() => undefined)
  if (!found) return undefined
  const isReadable = await access(file, constants.R_OK).then(
    () => true,
    () => false,
  )
  const isOpen = process.platform !== 'win32' && !file.endsWith('.pub') && (found.mode & 0o077) !== 0
  return {
    note: `${file}${isReadable ? '' : ' (cannot be read)'}${isOpen ? ' (others can read it)' : ''}`,
    isOpen,
  }
}

async function agentOf(host: SshHost, signal: AbortSignal): Promise<Found> {
  const agent = await findAgent(host, undefined)
  if (agent === undefined) return { verdict: 'skipped', notes: ['no agent is set up'] }
  try {
    const keys = await listAgentKeys(agent, signal)
    return {
      notes: [
        `${agent}, ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`,
        ...keys.map(key => `${key.comment || 'without a name'} ${fingerprint(key.publicBlob)}`),
      ],
    }
  } catch (error) {
    signal.throwIfAborted()
    const why = error instanceof Error ? error.message : 'it does not answer'
    return {
      verdict: 'careful',
      notes: [`${agent} does not answer (${why})`],
      remedy: 'Start or unlock the agent, or set IdentityAgent none for this host.',
    }
  }
}
