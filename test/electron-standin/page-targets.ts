// Which of Chromium's pages the app made. Every new page waits before its first request until that is known; one that
// a page opened (window.open, a link to a new window, a middle click) is closed.
import { EventEmitter, once } from 'node:events'
import type { DevToolsPipe, DevToolsSession, Protocol } from './devtools-pipe.ts'

/** How long Chromium may take from a wish for a new page to the page, in milliseconds. */
const strangerWithinMs = 3000

export type PageTarget = { readonly targetId: string; readonly session: DevToolsSession }

export type PageTargets = {
  /** An empty page in a window of its own, before its first request. */
  readonly create: (size: { width: number; height: number }) => Promise<PageTarget>
  /** Settles when the page that a page has just wanted is gone again, and no longer in front of the one that stays. */
  readonly strangerGone: () => Promise<void>
}

export async function watchPageTargets(devTools: DevToolsPipe): Promise<PageTargets> {
  const attached = new Map<string, DevToolsSession>()
  const ours = new Set<string>()
  const strangers = new Set<string>()
  let creating: Promise<unknown> = Promise.resolve()
  const gone = new EventEmitter()
  /** How many strangers have gone that nobody has waited for yet. */
  let goneUnnoticed = 0
  devTools.on('Target.targetDestroyed', ({ targetId }) => {
    if (!strangers.delete(targetId)) return
    goneUnnoticed += 1
    gone.emit('one')
  })

  const sort = async ({ sessionId, targetInfo }: Protocol.Target.attachedToTargetPayload) => {
    const { targetId, type } = targetInfo
    const session = devTools.session(sessionId)
    attached.set(targetId, session)
    // Chromium tells of a page before it answers the one who asked for it.
    await creating
    if (type === 'page' && !ours.has(targetId)) {
      strangers.add(targetId)
      await letRun(session).catch(() => undefined)
      await devTools.send('Target.closeTarget', { targetId }).catch(() => undefined)
    } else if (type !== 'page') {
      await session.send('Runtime.runIfWaitingForDebugger').catch(() => undefined)
    }
  }
  devTools.on('Target.attachedToTarget', attachment => void sort(attachment))
  await devTools.send('Target.setDiscoverTargets', { discover: true })
  await devTools.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
  })

  const create = async (size: { width: number; height: number }): Promise<PageTarget> => {
    const { targetId } = await devTools.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      ...size,
    })
    ours.add(targetId)
    const session = attached.get(targetId)
    if (!session) throw new Error('Chromium made a page without telling')
    return { targetId, session }
  }
  return {
    create: size => {
      const created = creating.then(() => create(size))
      creating = created.catch(() => undefined)
      return created
    },
    strangerGone: async () => {
      if (goneUnnoticed === 0)
        // Chromium itself refuses some, without a page.
        await once(gone, 'one', { signal: AbortSignal.timeout(strangerWithinMs) }).catch(() => undefined)
      goneUnnoticed = Math.max(0, goneUnnoticed - 1)
    },
  }
}

/**
 * Lets a new page begin, with each of its requests held up. One that `window.open` made shares its opener's thread, which
 * waits for it: when such a page is closed before it could begin, the opener waits for ever.
 */
async function letRun(session: DevToolsSession): Promise<void> {
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] })
  await session.send('Runtime.runIfWaitingForDebugger')
}
