// The whole table answered from one core: what a door needs to serve any number of windows.
import type { Core } from '../core.ts'
import { openWindowDoctor } from '../doctor/window-doctor.ts'
import { desktopApiHandlers, type DoorParts, type TellTesting } from './desktop-api-handlers.ts'
import type { Tellers } from './tellers.ts'
import { windowSessions, type OpenWindowSession } from './window-session.ts'

export function openDesktopApi(core: Core, door: DoorParts): OpenWindowSession {
  const testing = new Set<TellTesting>()
  const doctor = openWindowDoctor(core, door.saveFile)
  const handlers = desktopApiHandlers(core, door, doctor, progress => {
    for (const tell of testing) tell(progress)
  })
  const { connection, connections, gateways, node, outbox, prompts, settings, troubles } = core
  const { voice } = door
  const tellers: Tellers = {
    app: { navigate: { subscribe: listener => door.destinations.onSend(() => listener(null)) } },
    connection: {
      changed: { subscribe: state => connection.on({ state }), present: () => connection.state },
      testing: {
        subscribe: listener => {
          testing.add(listener)
          return () => testing.delete(listener)
        },
      },
    },
    prompts: { changed: { subscribe: prompts.onChange, present: () => prompts.pending } },
    gateways: { changed: { subscribe: gateways.onChange, present: () => gateways.entries } },
    localPort: {
      changed: {
        subscribe: listener => connections.on({ localPort: (of, state) => listener({ ...state, of }) }),
        present: () => ({ ...connection.localPort, of: connections.shownKey }),
      },
    },
    gateway: {
      event: { subscribe: listener => connections.on({ event: (of, event) => listener({ ...event, of }) }) },
      gap: { subscribe: listener => connections.on({ gap: (of, gap) => listener({ ...gap, of }) }) },
    },
    outbox: { changed: { subscribe: outbox.onChange, present: () => null } },
    health: {
      changed: {
        subscribe: listener => connections.on({ health: (of, health) => listener({ ...health, of }) }),
        present: () => ({ ...connection.health, of: connections.shownKey }),
      },
    },
    troubles: { changed: { subscribe: troubles.onChange, present: troubles.current } },
    voice: { changed: { subscribe: voice.onChange, present: () => voice.state } },
    doctor: { found: { subscribe: doctor.onFound } },
    timeline: {
      changed: {
        subscribe: listener => connections.on({ timeline: (of, entries) => listener({ entries, of }) }),
        present: () => ({ entries: connection.timeline, of: connections.shownKey }),
      },
    },
    node: { changed: { subscribe: node.onChange, present: () => node.state } },
    settings: { changed: { subscribe: settings.onChange, present: () => settings.app } },
  }
  return windowSessions({ handlers, tellers }, core.log)
}
