// The keys this gateway reads as a JSON schema, for forms and editors.
import { z } from 'zod'
import { knownKeys } from './gateway-config.ts'

/** Dotted paths with `*` for any name, and what a form should know of them. */
const uiHints: Readonly<Record<string, { readonly label: string; readonly sensitive?: true }>> = {
  'gateway.port': { label: 'Port' },
  'gateway.bind': { label: 'Who can reach it' },
  'gateway.auth.mode': { label: 'Access' },
  'gateway.auth.token': { label: 'Token', sensitive: true },
  'gateway.auth.password': { label: 'Password', sensitive: true },
  'gateway.remote.token': { label: 'Token of the remote gateway', sensitive: true },
  'gateway.remote.password': { label: 'Password of the remote gateway', sensitive: true },
  'models.providers.*.baseUrl': { label: 'Address' },
  'models.providers.*.apiKey': { label: 'Key', sensitive: true },
  'models.providers.*.headers.*': { label: 'Header', sensitive: true },
  'agents.defaults.model': { label: 'Model' },
  'agents.defaults.workspace': { label: 'Workspace folder' },
  'tools.exec.mode': { label: 'Running commands on this computer' },
  'tools.web.fetch.enabled': { label: 'Reading web pages' },
  'tools.deny': { label: 'Tools that are not offered' },
}

let made: { readonly schema: unknown; readonly generatedAt: string } | undefined

export function configSchema(version: string) {
  made ??= {
    schema: z.toJSONSchema(knownKeys, { io: 'input', unrepresentable: 'any' }),
    generatedAt: new Date().toISOString(),
  }
  return { ...made, uiHints, version }
}
