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
  const { connection, node, outbox, prompts, settings } = core
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
    localPort: {
      changed: { subscribe: localPort => connection.on({ localPort }), present: () => connection.localPort },
    },
    gateway: {
      event: { subscribe: event => connection.on({ event }) },
      gap: { subscribe: gap => connection.on({ gap }) },
    },
    outbox: { changed: { subscribe: outbox.onChange, present: () => null } },
    health: { changed: { subscribe: health => connection.on({ health }), present: () => connection.health } },
    voice: { changed: { subscribe: voice.onChange, present: () => voice.state } },
    doctor: { found: { subscribe: doctor.onFound } },
    timeline: {
      changed: { subscribe: timeline => connection.on({ timeline }), present: () => connection.timeline },
    },
    node: { changed: { subscribe: node.onChange, present: () => node.state } },
    settings: { changed: { subscribe: settings.onChange, present: () => settings.app } },
  }
  return windowSessions({ handlers, tellers }, core.log)
}
