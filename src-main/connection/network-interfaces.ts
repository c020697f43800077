// Which networks this computer is on, and what a change of them means.
import type { NetworkInterfaceInfo } from 'node:os'
import { BlockList } from 'node:net'

/** As `os.networkInterfaces()` gives them. */
export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

const linkLocal = new BlockList()
linkLocal.addSubnet('169.254.0.0', 16)
linkLocal.addSubnet('fe80::', 10, 'ipv6')

/**
 * The addresses that lead anywhere, as one text to compare; empty when there are none. Link-local ones are left out:
 * every container and virtual switch brings them and takes them away again.
 */
export function networksOf(interfaces: Interfaces): string {
  return Object.entries(interfaces)
    .flatMap(([name, addresses = []]) =>
      addresses
        .filter(({ internal, address, family }) => !internal && !isLinkLocal(address, family))
        .map(({ address }) => `${name} ${address}`),
    )
    .sort()
    .join('\n')
}

export type NetworkChange = 'none' | 'moved' | 'away' | 'back'

/** What lies between two looks. A computer that never had a network (a container) has not lost it. */
export function compareNetworks(before: string, now: string): NetworkChange {
  if (before === now) return 'none'
  if (now === '') return 'away'
  return before === '' ? 'back' : 'moved'
}

function isLinkLocal(address: string, family: 'IPv4' | 'IPv6'): boolean {
  return linkLocal.check(address, family === 'IPv6' ? 'ipv6' : 'ipv4')
}
