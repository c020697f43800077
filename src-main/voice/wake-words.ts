// The gateway's wake words and where each of them leads. Every device of a gateway listens for the same ones.
import { z } from 'zod'
import { spokenWords } from '../../src-shared/spoken-words.ts'
import { defaultWakeWords } from '../../src-shared/voice.ts'
import type { ConnectionController } from '../connection/connection-controller.ts'
import type { Log } from '../logging/log.ts'

const Words = z.object({ triggers: z.array(z.string()) })
const Target = z.union([
  z.object({ sessionKey: z.string() }),
  z.object({ agentId: z.string() }),
  z.object({ mode: z.literal('current') }),
])
const Routing = z.object({
  config: z.object({
    defaultTarget: Target.default({ mode: 'current' }),
    routes: z.array(z.object({ trigger: z.string(), target: Target })).default([]),
  }),
})
type Target = z.infer<typeof Target>
type Routing = z.infer<typeof Routing>['config']

export type Gateway = Pick<ConnectionController, 'state' | 'on' | 'request'>

export type WakeWords = {
  /** Those of the gateway we were on last; OpenClaw's own before there was one. */
  readonly list: () => readonly string[]
  /** The key of the conversation where what follows `trigger` belongs; without one, the talk key was pressed. */
  readonly sessionFor: (trigger: string | undefined, places: Places) => string
  readonly onChange: (listener: () => void) => () => void
  readonly close: () => void
}

export type Places = { readonly openChat: string | undefined; readonly main: string }

const noRouting: Routing = { defaultTarget: { mode: 'current' }, routes: [] }

/** Reads both lists with every new connection and follows their changes. */
export function followWakeWords(gateway: Gateway, log: Log): WakeWords {
  const listeners = new Set<() => void>()
  let words: readonly string[] = defaultWakeWords
  let routing = noRouting
  let connId: string | undefined

  const take = (answer: unknown) => {
    const read = Words.safeParse(answer)
    if (!read.success) return log.warn('the wake words of the gateway are not understood')
    words = read.data.triggers
    for (const listener of listeners) listener()
  }
  const takeRouting = (answer: unknown) => {
    const read = Routing.safeParse(answer)
    if (read.success) routing = read.data.config
    else log.warn('the routes of the wake words are not understood')
  }
  const ask = (method: string, methods: readonly string[], use: (answer: unknown) => void) => {
    if (!methods.includes(method)) return
    const asked = connId
    const read = async () => {
      const answer = await gateway.request(method, {})
      if (connId === asked) use(answer)
    }
    read().catch((error: unknown) => log.warn('the wake words could not be read', { method, error }))
  }
  const follow = () => {
    const { state } = gateway
    const next = state.phase === 'online' ? state.gateway.connId : undefined
    if (next === connId) return
    connId = next
    if (state.phase !== 'online') return
    // Another gateway may have none of its own.
    routing = noRouting
    ask('voicewake.get', state.gateway.methods, take)
    ask('voicewake.routing.get', state.gateway.methods, takeRouting)
  }
  const stop = gateway.on({
    state: follow,
    event: ({ event, payload }) => {
      if (event === 'voicewake.changed') take(payload)
      if (event === 'voicewake.routing.changed') takeRouting(payload)
    },
  })
  follow()

  return {
    list: () => words,
    sessionFor: (trigger, places) => {
      const route = trigger && routing.routes.find(other => asHeard(other.trigger) === asHeard(trigger))
      return placeOf(route ? route.target : routing.defaultTarget, places)
    },
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: stop,
  }
}

function placeOf(target: Target, { openChat, main }: Places): string {
  if ('sessionKey' in target) return target.sessionKey
  if ('agentId' in target) return `agent:${target.agentId}:main`
  return openChat ?? main
}

const asHeard = (phrase: string) => spokenWords(phrase).join(' ')
