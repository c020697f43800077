// The parts of the Gateway page, and whether this gateway and this connection have a use for each; pure.
import type { GatewayInfo } from '../../src-shared/connection.ts'

type Needs = { readonly method: string; readonly scope: string }

export const sections = {
  devices: { method: 'device.pair.list', scope: 'operator.pairing' },
  approvals: { method: 'exec.approval.list', scope: 'operator.approvals' },
  channels: { method: 'channels.status', scope: 'operator.read' },
  configuration: { method: 'config.set', scope: 'operator.admin' },
} as const satisfies Record<string, Needs>
export type Section = keyof typeof sections

export const sectionNames = Object.keys(sections) as readonly Section[]

export function sectionOf(name: string | undefined): Section {
  return sectionNames.find(known => known === name) ?? 'devices'
}

export type Access =
  | { readonly may: true }
  | { readonly may: false; readonly why: 'not-served'; readonly method: string }
  | { readonly may: false; readonly why: 'scope'; readonly scope: string }

type Rights = Pick<GatewayInfo, 'methods' | 'scopes'>

export function accessTo(section: Section, gateway: Rights): Access {
  const { method, scope } = sections[section]
  if (!holds(gateway.scopes, scope)) return { may: false, why: 'scope', scope }
  if (!gateway.methods.includes(method)) return { may: false, why: 'not-served', method }
  return { may: true }
}

/** Whether the scopes that were granted cover `needed`, as gateways reckon: admin covers all, write covers read. */
export function holds(granted: readonly string[], needed: string): boolean {
  if (granted.includes(needed) || granted.includes('operator.admin')) return true
  return needed === 'operator.read' && granted.includes('operator.write')
}
