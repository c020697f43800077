// Which port the gateway of this computer listens on, for whoever starts it and whoever looks for it.
import { createHash } from 'node:crypto'
import { defaultGatewayPort } from '../../src-shared/connection.ts'
import { appError } from '../../src-shared/errors.ts'

export type PortWishes = {
  readonly profile: string
  /** `gateway.port` of the configuration; what is no port is taken for absent. */
  readonly configured: unknown
  /** `--port`. */
  readonly asked?: number | undefined
  readonly env: NodeJS.ProcessEnv
}

/** GANGWAY_… is for whoever has an OpenClaw of another address in the same environment. */
const variables = ['GANGWAY_GATEWAY_PORT', 'OPENCLAW_GATEWAY_PORT'] as const
// Below what systems hand out by themselves (32768 on Linux, 49152 elsewhere), and away from 18789.
const profilePorts = { first: 20_000, count: 10_000 }

/**
 * In rising order: the profile's own port, `gateway.port`, `--port`, `OPENCLAW_GATEWAY_PORT`. 0 asks the system.
 * Throws INVALID_INPUT when the variable holds no port.
 */
export function gatewayPort({ profile, configured, asked, env }: PortWishes): number {
  return portFromEnv(env) ?? asked ?? (isPort(configured) ? configured : defaultPortOf(profile))
}

/** What the environment asks for, if anything. Throws INVALID_INPUT. */
export function portFromEnv(env: NodeJS.ProcessEnv): number | undefined {
  const name = portVariable(env)
  const text = name && env[name]
  if (!text) return undefined
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port >= 1 && isPort(port)) return port
  throw appError('INVALID_INPUT', { what: name, why: 'it must be a port from 1 to 65535' })
}

/** The variable that counts, when one is set. */
export function portVariable(env: NodeJS.ProcessEnv) {
  return variables.find(name => env[name])
}

/** 18789, or one that only this profile has, so that two profiles can run side by side without being told how. */
export function defaultPortOf(profile: string): number {
  if (profile === 'default') return defaultGatewayPort
  return (
    profilePorts.first + (createHash('sha256').update(profile).digest().readUInt32BE() % profilePorts.count)
  )
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
}
