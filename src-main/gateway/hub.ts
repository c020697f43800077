// Everyone who is connected, and how something is told to all whom it concerns.
import type { ClientSession } from './client-session.ts'
import type { EventName } from './events.ts'
import { prepareEvent, type StateVersion } from './frame-socket.ts'
import { allows, type Scope } from './scopes.ts'

export type Hub = ReturnType<typeof createHub>

export function createHub() {
  const sessions = new Set<ClientSession>()

  return {
    sessions: sessions as ReadonlySet<ClientSession>,
    add: (session: ClientSession) => void sessions.add(session),
    remove: (session: ClientSession) => sessions.delete(session),

    /** Tells everyone, nodes included. */
    tellAll(name: EventName, payload: unknown, stateVersion?: StateVersion) {
      const event = prepareEvent(name, payload, stateVersion)
      for (const session of sessions) session.send(event)
    },

    /** Tells the nodes alone. */
    tellNodes(name: EventName, payload: () => unknown) {
      const nodes = [...sessions].filter(({ admission }) => admission.role === 'node')
      if (nodes.length === 0) return
      const event = prepareEvent(name, payload())
      for (const node of nodes) node.send(event)
    },

    /** Tells the operators who hold `scope` and, when given, whom `concerns` picks. */
    tell(
      name: EventName,
      payload: () => unknown,
      scope: Scope,
      concerns: (session: ClientSession) => boolean = () => true,
      stateVersion?: StateVersion,
    ) {
      const audience = [...sessions].filter(
        ({ admission }) => admission.role === 'operator' && allows(admission.scopes, scope),
      )
      const concerned = audience.filter(concerns)
      if (concerned.length === 0) return
      const event = prepareEvent(name, payload(), stateVersion)
      for (const session of concerned) session.send(event)
    },
  }
}
