// Where the pinned certificate of a gateway stands: in its own address, or in that which a host has beside SSH.
import type { ConnectionTarget } from '../../src-shared/connection.ts'
import { sshTargetOf, type HostSettings } from '../../src-shared/settings.ts'

export function hasPin(target: ConnectionTarget): boolean {
  return target.kind === 'direct' || (target.kind === 'ssh' && target.direct !== undefined)
}

/** The same target with another pin; without one where `fingerprint` is absent. */
export function withPin(target: ConnectionTarget, fingerprint?: string): ConnectionTarget {
  if (target.kind === 'direct') return pinned(target, fingerprint)
  if (target.kind !== 'ssh' || !target.direct) return target
  return { ...target, direct: pinned(target.direct, fingerprint) }
}

/** The hosts of the settings with the pin of this target; undefined where it is none of theirs. */
export function hostsWithPin(
  hosts: readonly HostSettings[],
  target: ConnectionTarget,
): HostSettings[] | undefined {
  if (target.kind !== 'ssh') return undefined
  const { direct } = target
  const isIts = (host: HostSettings) => {
    const { host: name, gatewayPort, direct: road } = sshTargetOf(host)
    return name === target.host && gatewayPort === target.gatewayPort && road?.url === direct?.url
  }
  return hosts.some(isIts) ? hosts.map(host => (isIts(host) ? { ...host, direct } : host)) : undefined
}

function pinned<Road extends { readonly tlsFingerprint?: string | undefined }>(
  road: Road,
  fingerprint: string | undefined,
) {
  const { tlsFingerprint: _before, ...bare } = road
  return fingerprint === undefined ? bare : { ...bare, tlsFingerprint: fingerprint }
}
