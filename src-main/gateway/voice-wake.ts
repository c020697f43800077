// The words that wake a listening device, and which conversation each of them leads to. Kept for all devices alike.
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { spokenWords } from '../../src-shared/spoken-words.ts'
import { defaultWakeWords, maxWakeWordLength, maxWakeWords } from '../../src-shared/voice.ts'
import type { ClientSession } from './client-session.ts'
import { prepareEvent } from './frame-socket.ts'
import type { Hub } from './hub.ts'

const target = z.union([
  z.strictObject({ mode: z.literal('current') }),
  z.strictObject({ agentId: z.string().trim().min(1).max(64) }),
  z.strictObject({ sessionKey: z.string().trim().startsWith('agent:').max(512) }),
])
const route = z.strictObject({ trigger: z.string().trim().min(1).max(maxWakeWordLength), target })

export const triggersInput = z.strictObject({
  triggers: z.array(z.string().max(maxWakeWordLength)).max(maxWakeWords),
})
export const routingInput = z.strictObject({
  config: z.strictObject({
    version: z.literal(1).optional(),
    updatedAtMs: z.number().optional(),
    defaultTarget: target.default({ mode: 'current' }),
    routes: z
      .array(route)
      .max(maxWakeWords)
      .default([])
      .refine(
        routes => new Set(routes.map(({ trigger }) => heard(trigger))).size === routes.length,
        'two routes have the same trigger',
      ),
  }),
})

type Target = z.infer<typeof target>
export type Routing = {
  readonly version: 1
  readonly defaultTarget: Target
  readonly routes: readonly { readonly trigger: string; readonly target: Target }[]
  readonly updatedAtMs: number
}

const noRouting: Routing = { version: 1, defaultTarget: { mode: 'current' }, routes: [], updatedAtMs: 0 }

export type VoiceWake = ReturnType<typeof createVoiceWake>

export function createVoiceWake(database: DatabaseSync, hub: Hub, now: () => number) {
  const read = database.prepare('SELECT value FROM values_kept WHERE name = ?')
  const write = database.prepare(`INSERT INTO values_kept (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`)

  function kept<T>(name: string, otherwise: T): T {
    const row = read.get(name) as { value: string } | undefined
    return row ? (JSON.parse(row.value) as T) : otherwise
  }

  const triggers = () => kept<readonly string[]>('voicewake', defaultWakeWords)
  const routing = () => kept<Routing>('voicewake-routing', noRouting)

  function tell(name: 'voicewake.changed' | 'voicewake.routing.changed', payload: object) {
    hub.tell(name, () => payload, 'operator.read')
    hub.tellNodes(name, () => payload)
  }

  return {
    triggers,
    routing,

    /** Trimmed and without empty ones; an empty list brings the first words back. */
    setTriggers(wanted: readonly string[]): readonly string[] {
      const words = wanted.map(trigger => trigger.trim()).filter(trigger => trigger !== '')
      const next = words.length > 0 ? words : defaultWakeWords
      write.run('voicewake', JSON.stringify(next))
      tell('voicewake.changed', { triggers: next })
      return next
    },

    setRouting({ defaultTarget, routes }: Pick<Routing, 'defaultTarget' | 'routes'>): Routing {
      const next: Routing = {
        version: 1,
        defaultTarget,
        routes: routes.map(({ trigger, target }) => ({ trigger: heard(trigger), target })),
        updatedAtMs: now(),
      }
      write.run('voicewake-routing', JSON.stringify(next))
      tell('voicewake.routing.changed', { config: next })
      return next
    },

    /** Where what follows this word belongs; without a route of its own, wherever the rest goes. */
    targetOf(trigger: string | undefined): Target {
      const { routes, defaultTarget } = routing()
      const found = trigger === undefined ? undefined : routes.find(other => other.trigger === heard(trigger))
      return found?.target ?? defaultTarget
    },

    /** A node learns what to listen for as soon as it is in. */
    introduce(node: ClientSession) {
      node.send(prepareEvent('voicewake.changed', { triggers: triggers() }))
      node.send(prepareEvent('voicewake.routing.changed', { config: routing() }))
    },
  }
}

/** A word as it is compared: neither capitals nor punctuation can be heard. */
function heard(trigger: string): string {
  return spokenWords(trigger).join(' ')
}
