// The lights on a terminal, in the words every door uses.
import type { ConnectionState } from '../../src-shared/connection.ts'
import type { HealthLook, HealthSnapshot } from '../../src-shared/health.ts'
import {
  healthLights,
  sayLight,
  sayMeasured,
  type Light,
  type LightColor,
} from '../../src-shared/health-lights.ts'
import { inEnglish } from '../../src-shared/i18n/in-english.ts'
import type { MeasuredHealth } from './commands/health.ts'
import type { ToolConnection } from './tool-connection.ts'

const marks: Record<LightColor, string> = { green: '✓', amber: '!', red: '✗', grey: '·' }

/** The lights of what a command has just measured over its connection. */
export function lightsOf(
  { target, gateway, ladder }: ToolConnection,
  measured: MeasuredHealth,
  look?: HealthLook,
): readonly Light[] {
  const now = Date.now()
  const state: ConnectionState = { phase: 'online', target, gateway, ladder, since: now }
  const health: HealthSnapshot = {
    latency: [{ at: measured.at, ms: measured.latencyMs }],
    gateway: measured.health,
    gatewayAt: measured.at,
    look,
  }
  return healthLights({ now, state, health })
}

/** What is not known is not shown: a command looks only once. */
export function lightRows(lights: readonly Light[]): (readonly [string, string])[] {
  const now = Date.now()
  return lights
    .filter(({ measuredAt }) => measuredAt !== undefined)
    .map(light => [
      `${marks[light.color]} ${inEnglish(`health.lights.${light.id}`)}`,
      `${sayLight(light, inEnglish)} (${sayMeasured(light, now, inEnglish)})`,
    ])
}
