// Notices of the gateways that are connected beside the one that is shown: each is told of by itself, with its name.
import type { Clock } from '../../src-shared/clock.ts'
import type { Destination } from '../../src-shared/desktop-api.ts'
import { lineTo } from '../connections/line-to.ts'
import type { Core } from '../core.ts'
import { openNotices } from './notices.ts'
import type { Speech } from './speech.ts'
import type { MainWindow } from './window.ts'

/** Questions belong to an attempt that a person began, and so to the gateway that is shown. */
const noPrompts = { pending: [], onChange: () => () => undefined }

/** Watches until the returned function is called. A click shows the gateway where it can be mended. */
export function openNoticesBeside(
  core: Pick<Core, 'connections' | 'gateways' | 'settings'>,
  window: Pick<MainWindow, 'onSeen'>,
  speech: Pick<Speech, 't'>,
  clock: Clock,
  go: (to: Destination | undefined) => void,
): () => void {
  const { connections, gateways, settings } = core
  const stops = new Map<string, () => void>()

  function follow(): void {
    const keys = new Set(connections.members.map(({ key }) => key))
    for (const [key, stop] of stops) {
      if (keys.has(key)) continue
      stop()
      stops.delete(key)
    }
    for (const key of keys) {
      if (stops.has(key)) continue
      const stop = openNotices(
        { connection: lineTo(connections, key), prompts: noPrompts, settings },
        // While it is the one that is shown, the notices of that one speak of it.
        { isSeen: () => connections.shownKey === key, onSeen: window.onSeen },
        speech,
        clock,
        to => {
          gateways.show(key)
          go(to)
        },
      )
      stops.set(key, stop)
    }
  }

  const stopFollowing = connections.on({ members: follow })
  follow()
  return () => {
    stopFollowing()
    for (const stop of stops.values()) stop()
  }
}
