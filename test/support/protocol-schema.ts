// What OpenClaw's protocol package says of the wire: the shapes of answers and events, and who may call what.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { ProtocolSchemas } from '@openclaw/gateway-protocol/schema'
import { Errors } from 'typebox/value'

export type ProtocolSchema = keyof typeof ProtocolSchemas

/** What is wrong with `value` by the schema of that name, one line a fault; empty when nothing is. */
export function faultsOf(name: ProtocolSchema, value: unknown): string[] {
  const faults = Errors(ProtocolSchemas[name], value)
  return faults.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

/** The scope each method of the protocol needs; `dynamic` where it depends on the parameters. */
export function protocolScopes(): ReadonlyMap<string, string> {
  const main = createRequire(import.meta.url).resolve('@openclaw/gateway-protocol')
  const file = path.join(path.dirname(main), '..', 'protocol.schema.json')
  const { methods } = JSON.parse(readFileSync(file, 'utf8')) as { methods: Record<string, { scope: string }> }
  return new Map(Object.entries(methods).map(([name, { scope }]) => [name, scope]))
}
