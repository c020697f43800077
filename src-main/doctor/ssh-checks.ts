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
import { phrase, type Said } from '../../src-shared/said.ts'
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
              ? [phrase('docKeyNew')]
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
  const notes: Said[] = [
    phrase('docSshTo', { user, hostname, port: String(port), through: proxyJump.join(', ') || 'none' }),
    phrase('docSshBy', {
      reader: resolvedBy === 'ssh' ? 'ssh -G' : 'Gangway',
      engine: target.engine === 'system' ? 'system' : 'own',
    }),
    ...warnings,
  ]
  if (needsSystemEngine === undefined || target.engine === 'system') return { notes }
  return {
    verdict: 'failed',
    notes: [...notes, phrase('docSshNeeds', { what: needsSystemEngine })],
    remedy: phrase('docSshNeedsRemedy'),
  }
}

async function keyFilesOf(host: SshHost): Promise<Found> {
  // OpenSSH's word for "no file" (ssh_config, IdentityFile).
  const wanted = host.identityFiles.filter(file => file !== 'none')
  const files = await Promise.all(wanted.map(describeKeyFile))
  const there = files.filter(file => file !== undefined)
  const isOpen = there.some(file => file.isOpen)
  // Of OpenSSH's own list none need be there; a single one was chosen by somebody.
  const isMissing = there.length === 0 && wanted.length === 1
  return {
    verdict: isOpen || isMissing ? 'careful' : there.length === 0 ? 'skipped' : 'passed',
    notes: [
      ...there.map(file => file.note),
      there.length === 0 ? noKeyFile(wanted) : undefined,
      host.identitiesOnly ? phrase('docIdentitiesOnly') : undefined,
    ],
    remedy: isOpen ? phrase('docKeysRemedy') : isMissing ? phrase('docNoKeyRemedy') : undefined,
  }
}

function noKeyFile([file, ...others]: readonly string[]): Said {
  if (file === undefined) return phrase('docNoKeyWanted')
  return others.length === 0
    ? phrase('docNoKey', { file })
    : phrase('docNoKeys', { files: [file, ...others].join(', ') })
}

async function describeKeyFile(file: string): Promise<{ note: Said; isOpen: boolean } | undefined> {
  const found = await stat(file).catch(() => undefined)
  if (!found) return undefined
  const isReadable = await access(file, constants.R_OK).then(
    () => true,
    () => false,
  )
  const isOpen = process.platform !== 'win32' && !file.endsWith('.pub') && (found.mode & 0o077) !== 0
  return {
    note: phrase('docKeyFile', { file, state: isReadable ? (isOpen ? 'open' : 'fine') : 'closed' }),
    isOpen,
  }
}

async function agentOf(host: SshHost, signal: AbortSignal): Promise<Found> {
  const agent = await findAgent(host, undefined)
  if (agent === undefined) return { verdict: 'skipped', notes: [phrase('docNoAgent')] }
  try {
    const keys = await listAgentKeys(agent, signal)
    return {
      notes: [
        phrase('docAgent', { agent, count: keys.length }),
        ...keys.map(key => `${key.comment} ${fingerprint(key.publicBlob)}`.trim()),
      ],
    }
  } catch (error) {
    signal.throwIfAborted()
    const why = error instanceof Error ? error.message : String(error)
    return {
      verdict: 'careful',
      notes: [phrase('docAgentSilent', { agent, why })],
      remedy: phrase('docAgentRemedy'),
    }
  }
}
