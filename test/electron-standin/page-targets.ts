// Which of Chromium's pages the app made. Every new page waits before its first request until that is known; one that
// a page opened (window.open, a link to a new window, a middle click) is closed.
import { setTimeout as pause } from 'node:timers/promises'
import type { DevToolsPipe, DevToolsSession, Protocol } from './devtools-pipe.ts'

/** How long Chromium may take from a wish for a new page to the page, in milliseconds. */
const strangerWithinMs = 3000
/** How long such a page may take to its first request. */
const beginsWithinMs = 500

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
  /** Each stranger that goes is one wish's; the wishes that wait for theirs, oldest first. */
  const wishes: (() => void)[] = []
  /** How many strangers have gone that nobody has waited for yet. */
  let goneUnnoticed = 0
  const forget = (targetId: string) => {
    if (!strangers.delete(targetId)) return
    const wish = wishes.shift()
    if (wish) wish()
    else goneUnnoticed += 1
  }
  devTools.on('Target.targetDestroyed', ({ targetId }) => forget(targetId))

  const sort = async ({ sessionId, targetInfo }: Protocol.Target.attachedToTargetPayload) => {
    const { targetId, type } = targetInfo
    const session = devTools.session(sessionId)
    attached.set(targetId, session)
    // Chromium tells of a page before it answers the one who asked for it.
    await creating
    if (type === 'page' && !ours.has(targetId)) {
      strangers.add(targetId)
      await hasBegun(session)
      // One that another client still holds back is not closed by being told to once.
      for (let tries = 0; strangers.has(targetId) && tries < 20; tries += 1) {
        await devTools.send('Target.closeTarget', { targetId }).catch(() => undefined)
        await pause(200)
      }
      forget(targetId)
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
    strangerGone: () => {
      if (goneUnnoticed > 0) {
        goneUnnoticed -= 1
        return Promise.resolve()
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      // Chromium itself refuses some, without a page.
      const limit = setTimeout(() => {
        // One that is being closed still goes, and this wish may be its.
        if (strangers.size > 0) return void limit.refresh()
        wishes.splice(wishes.indexOf(wish), 1)
        resolve()
      }, strangerWithinMs)
      const wish = () => {
        clearTimeout(limit)
        resolve()
      }
      wishes.push(wish)
      return promise
    },
  }
}

/**
 * Lets a new page begin, with each of its requests held up. One that `window.open` made shares its opener's thread, which
 * waits for it: when such a page is closed before it could begin, the opener waits for ever. Whoever else drives the browser
 * has to let it run as well, and may take a moment; its first request shows that it does. Not every page makes one.
 */
async function hasBegun(session: DevToolsSession): Promise<void> {
  const begun = Promise.withResolvers<void>()
  session.on('Fetch.requestPaused', () => begun.resolve())
  const limit = setTimeout(begun.resolve, beginsWithinMs)
  // It may be gone already.
  void Promise.all([
    session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] }),
    session.send('Runtime.runIfWaitingForDebugger'),
  ]).catch(() => begun.resolve())
  await begun.promise
  clearTimeout(limit)
}
