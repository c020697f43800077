// Addresses that are not of the open internet: this computer's, its networks', and those that lead back into them.
import { BlockList, isIP } from 'node:net'

// One list each: a shared one would take every IPv4 address for the IPv6 address that it can be written as.
const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
// IANA's special-purpose registries: iana.org/assignments/iana-ipv4-special-registry and …-ipv6-special-registry.
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  lists.ipv4.addSubnet(network, prefix, 'ipv4')
}
// Of IPv6 only 2000::/3 is handed out; within it, what carries an IPv4 address inside or is for documents.
for (const [network, prefix] of [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  lists.ipv6.addSubnet(network, prefix, 'ipv6')
}

/** Whether an address, without brackets, is one of these; what is no address counts as one. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.split('%')[0] ?? ''
  switch (isIP(plain)) {
    case 4:
      return lists.ipv4.check(plain, 'ipv4')
    case 6:
      return lists.ipv6.check(plain, 'ipv6')
    default:
      return true
  }
}
