// Where the gateway listens, and what it takes to be allowed to.
import { isIP } from 'node:net'
import os from 'node:os'
import { appError } from '../../src-shared/errors.ts'
import type { BindMode, GatewayConfig } from './gateway-config.ts'
import { isLoopbackHost } from './peer.ts'
import type { GatewayAuth } from './shared-secret.ts'

const loopback = '127.0.0.1'

type Door = Pick<GatewayConfig, 'bind' | 'customBindHost'> & Partial<Pick<GatewayConfig, 'tailscaleMode'>>

/** What is asked of clients: nothing, a token that the gateway makes for itself, or a secret that somebody has given it. */
export type Lock = 'none' | 'made' | 'given'

/**
 * The one rule of who may be let near, as OpenClaw has it: a gateway that listens beyond this computer needs a secret that
 * was given, since nobody elsewhere knows one that it makes; behind Tailscale Serve that one will do, and none will not.
 * Errors: BIND_REFUSED.
 */
export function refuseOpenDoor(door: Door, lock: Lock): void {
  if (mayOpen(door, lock)) return
  throw appError('BIND_REFUSED', { bind: listensBeyond(door) ? door.bind : 'tailscale serve' })
}

function mayOpen(door: Door, lock: Lock): boolean {
  if (listensBeyond(door)) return lock === 'given'
  return door.tailscaleMode !== 'serve' || lock !== 'none'
}

/**
 * The addresses to listen on; programs of this computer reach one of them. `given` is what somebody has chosen to be asked
 * of clients. Errors: BIND_REFUSED as `refuseOpenDoor`; INVALID_INPUT.
 */
export function bindHosts(
  bind: BindMode,
  config: Pick<GatewayConfig, 'customBindHost'>,
  given: GatewayAuth | undefined,
  tailnetHost?: string,
): readonly string[] {
  const host = hostOf(bind, config, tailnetHost)
  refuseOpenDoor({ bind, customBindHost: config.customBindHost }, lockOf(given))
  if (isLoopbackHost(host)) return [host]
  return isAnyHost(host) ? [host] : [host, loopback]
}

/** Whether other computers could reach a gateway that is bound so. */
export function listensBeyond({
  bind,
  customBindHost,
}: Pick<GatewayConfig, 'bind' | 'customBindHost'>): boolean {
  if (bind === 'custom') return !isLoopbackHost(customBindHost ?? '')
  return bind !== 'loopback' && bind !== 'auto'
}

/** `given` as in `bindHosts`. */
export function lockOf(given: GatewayAuth | undefined): Lock {
  if (given === undefined) return 'made'
  return given.mode === 'none' ? 'none' : 'given'
}

/** Whether others would reach it and need nothing to come in. The next start would refuse that. */
export function opensWithoutSecret(config: GatewayConfig): boolean {
  return config.auth.mode === 'none' && !mayOpen(config, 'none')
}

/** An address on this computer under which a gateway that listens on `hosts` is reached. */
export function localUrl(hosts: readonly string[], port: number, isSecure = false): string {
  const host = hosts.find(isLoopbackHost) ?? hosts.find(isAnyHost) ?? loopback
  return addressUrl(isAnyHost(host) ? loopback : host, port, isSecure)
}

/**
 * Under which addresses other computers reach a gateway that listens on `hosts`: `ws://192.168.1.5:18789`. Link-local
 * ones are left out, since they mean something on one cable only. Empty for loopback.
 */
export function networkUrls(
  hosts: readonly string[],
  port: number,
  isSecure: boolean,
  interfaces: NodeJS.Dict<os.NetworkInterfaceInfo[]> = os.networkInterfaces(),
): readonly string[] {
  const host = hosts.find(one => !isLoopbackHost(one))
  if (host === undefined) return []
  const found = Object.values(interfaces)
    .flatMap(addresses => addresses ?? [])
    .filter(
      ({ internal, address }) => !internal && !address.startsWith('fe80:') && !address.startsWith('169.254.'),
    )
    .filter(({ family }) => family === 'IPv4' || host === '::')
    .map(({ address }) => address)
  return (isAnyHost(host) ? found : [host]).map(address => addressUrl(address, port, isSecure))
}

function addressUrl(host: string, port: number, isSecure: boolean): string {
  return `${isSecure ? 'wss' : 'ws'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** `::` takes IPv4 as well, unless the system is set to keep them apart. */
function isAnyHost(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function hostOf(
  bind: BindMode,
  { customBindHost }: Pick<GatewayConfig, 'customBindHost'>,
  tailnetHost: string | undefined,
): string {
  switch (bind) {
    case 'loopback':
    case 'auto':
      return loopback
    case 'lan':
      return '0.0.0.0'
    case 'custom':
      if (customBindHost === 'localhost') return loopback
      if (customBindHost !== undefined && isIP(customBindHost) !== 0) return customBindHost
      throw appError('INVALID_INPUT', {
        what: 'gateway.bind',
        why: '"custom" needs an address in gateway.customBindHost',
      })
    case 'tailnet':
      if (tailnetHost !== undefined) return tailnetHost
      throw appError('INVALID_INPUT', {
        what: 'gateway.bind',
        why: '"tailnet" needs an address of Tailscale',
      })
  }
}
