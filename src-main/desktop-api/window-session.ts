// One window or page on the table of desktop-api.ts: its questions answered, what is told handed to it.
import { namesOf } from '../../src-shared/desktop-api.ts'
import type { Handlers } from './accept.ts'
import { openDispatch, type Dispatch, type DispatchLog } from './dispatch.ts'
import type { Teller, Tellers } from './tellers.ts'

export type DesktopApiParts = { readonly handlers: Handlers; readonly tellers: Tellers }

export type WindowSession = {
  readonly ask: Dispatch
  /** Tells everything that has a present, for a window that has missed changes; and that events were missed. */
  readonly tellPresent: () => void
  /** The window is gone: nothing more is told, and questions under way are called off. Safe twice. */
  readonly close: () => void
}

export type OpenWindowSession = (tell: (name: string, value: unknown) => void) => WindowSession

/** Opens sessions on `api`; each door calls the result once per window. */
export function windowSessions(api: DesktopApiParts, log: DispatchLog): OpenWindowSession {
  const tellers = tellersByName(api.tellers)
  return tell => {
    const gone = new AbortController()
    const stops = tellers.map(([name, teller]) => teller.subscribe(value => tell(name, value)))
    return {
      ask: openDispatch(api.handlers, { signal: gone.signal }, log),
      tellPresent: () => {
        for (const [name, { present }] of tellers) if (present) tell(name, present())
        tell('gateway.gap', { expected: 0, received: 0 })
      },
      close: () => {
        gone.abort()
        for (const stop of stops.splice(0)) stop()
      },
    }
  }
}

function tellersByName(tellers: Tellers): readonly (readonly [string, Teller<unknown>])[] {
  const rooms = tellers as unknown as Record<string, Record<string, Teller<unknown>>>
  return namesOf('tell').flatMap(name => {
    const [room = '', entry = ''] = name.split('.')
    const teller = rooms[room]?.[entry]
    return teller ? [[name, teller] as const] : []
  })
}
