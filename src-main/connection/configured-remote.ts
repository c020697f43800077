// The gateway that a configuration means, written with OpenClaw's own keys.
import { z } from 'zod'
import { defaultGatewayPort, SshEngine, type ConnectionTarget } from '../../src-shared/connection.ts'
import { appError } from '../../src-shared/errors.ts'
import { parseTarget } from './parse-target.ts'

type Document = Readonly<Record<string, unknown>>

const Remote = z.looseObject({
  url: z.string().optional(),
  transport: z.enum(['ssh', 'direct']).optional(),
  sshTarget: z.string().min(1).optional(),
  sshIdentity: z.string().min(1).optional().catch(undefined),
  remotePort: z.int().min(1).max(65_535).optional(),
  tlsFingerprint: z.string().optional(),
  /** Gangway's own: which of its SSH engines to use. */
  engine: SshEngine.optional(),
})

/** What `gateway.mode` says, whatever that is. */
export function configuredMode(document: Document): unknown {
  return (document['gateway'] as { mode?: unknown } | null | undefined)?.mode
}

/**
 * The target of `gateway.mode: "remote"` with OpenClaw's own keys (docs: gateway/remote, gateway/config-gateway);
 * nothing in another mode. Throws INVALID_INPUT when that gateway is nowhere.
 */
export function configuredRemote(document: Document): ConnectionTarget | undefined {
  if (configuredMode(document) !== 'remote') return undefined
  const remote = Remote.safeParse((document['gateway'] as { remote?: unknown }).remote).data
  if (remote?.sshTarget !== undefined && remote.transport !== 'direct') {
    const gatewayPort = remote.remotePort ?? portOf(remote.url) ?? defaultGatewayPort
    const { engine, sshIdentity: identityFile } = remote
    return parseTarget(remote.sshTarget, { gatewayPort, engine, identityFile })
  }
  if (remote?.url !== undefined) return parseTarget(remote.url, { tlsFingerprint: remote.tlsFingerprint })
  throw appError('INVALID_INPUT', {
    what: 'gateway.remote',
    why: 'gateway.mode is "remote", and neither url nor sshTarget can be used',
  })
}

function portOf(url: string | undefined): number | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined
  return Number(new URL(url).port) || undefined
}
