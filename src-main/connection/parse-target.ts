// From what was typed after a command, or written in a configuration, to what can be connected to.
import {
  ConnectionTarget,
  defaultGatewayPort,
  type SshEngine,
  type SshTarget,
} from '../../src-shared/connection.ts'
import { appError } from '../../src-shared/errors.ts'
import type { HostSettings } from '../../src-shared/settings.ts'

export type TargetOptions = {
  /** The gateway's port on the SSH host. */
  readonly gatewayPort?: number | undefined
  readonly engine?: SshEngine | undefined
  /** The local listener for other programs. */
  readonly localPort?: number | undefined
  readonly tlsFingerprint?: string | undefined
  /** The one key to offer the SSH host. */
  readonly identityFile?: string | undefined
}

/**
 * `local`, ws://… or wss://…, else an SSH target, for which what Settings say of that host fills in what was not
 * given. Throws INVALID_INPUT for an option of another kind of target; the address itself is checked when connecting.
 */
export function parseTarget(
  text: string,
  options: TargetOptions = {},
  hosts: readonly HostSettings[] = [],
): ConnectionTarget {
  if (text === 'local') return refuseOptions({ kind: 'local' }, options)
  if (/^wss?:\/\//i.test(text)) {
    const { tlsFingerprint, ...others } = options
    return refuseOptions(
      checked({ kind: 'direct', url: text, ...(tlsFingerprint && { tlsFingerprint }) }),
      others,
    )
  }
  const host = hosts.find(entry => entry.host === text)
  const localPort = options.localPort ?? host?.localPort
  const identityFile = options.identityFile ?? host?.identityFile
  const target: SshTarget = {
    kind: 'ssh',
    host: text,
    gatewayPort: options.gatewayPort ?? host?.gatewayPort ?? defaultGatewayPort,
    engine: options.engine ?? host?.engine ?? 'ssh2',
    ...(localPort !== undefined && { localPort }),
    ...(identityFile !== undefined && { identityFile }),
  }
  return refuseOptions(checked(target), { tlsFingerprint: options.tlsFingerprint })
}

function checked(target: unknown): ConnectionTarget {
  const { data, error } = ConnectionTarget.safeParse(target)
  if (data) return data
  throw appError('INVALID_INPUT', {
    what: 'The target',
    why: error.issues[0]?.message ?? 'it cannot be used',
  })
}

const optionNames: Record<keyof TargetOptions, string> = {
  gatewayPort: '--gateway-port',
  engine: '--engine',
  localPort: '--local-port',
  tlsFingerprint: '--tls-fingerprint',
  identityFile: '--identity-file',
}

function refuseOptions(target: ConnectionTarget, options: TargetOptions): ConnectionTarget {
  const names = Object.entries(optionNames) as [keyof TargetOptions, string][]
  const misplaced = names.find(([key]) => options[key] !== undefined)
  if (!misplaced) return target
  throw appError('INVALID_INPUT', { what: misplaced[1], why: `it says nothing for a ${target.kind} target` })
}
