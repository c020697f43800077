// The window's questions, let in only from the page itself, and what the app tells it.
import { ipcMain, type WebContents } from 'electron'
import { errorReport } from '../../src-shared/errors.ts'
import type { Reply } from '../../src-shared/desktop-api.ts'
import { askChannel, tellChannel } from '../../src-shared/desktop-ipc.ts'
import { batchTells, type TellBatch } from '../desktop-api/batch-tells.ts'
import type { OpenWindowSession, WindowSession } from '../desktop-api/window-session.ts'
import { whyRefused } from './sender.ts'

export type DesktopIpc = {
  /** This window's page loads from its beginning: what it asked before is called off. */
  readonly begin: (window: WebContents) => void
  /** Whether a question waits for its answer, as one does whose dialog is open. */
  readonly isAsked: () => boolean
  /** The window is gone. Safe twice. */
  readonly end: (window: WebContents) => void
  readonly close: () => void
}

/** `sessions` may still be on its way: a window that opens before the app is ready waits for its first answers. */
export function openIpc(sessions: Promise<OpenWindowSession>, onRefused: (why: string) => void): DesktopIpc {
  const lines = new Map<number, Promise<WindowSession>>()
  let underWay = 0

  ipcMain.handle(askChannel, async (event, name: unknown, argument: unknown): Promise<Reply> => {
    const session = lines.get(event.sender.id)
    const why = session
      ? whyRefused(event.senderFrame, event.sender.mainFrame)
      : 'it comes from another window'
    if (why !== undefined || !session) {
      onRefused(why ?? '')
      return { ok: false, error: errorReport('INVALID_INPUT', { what: 'The question', why: why ?? '' }) }
    }
    underWay += 1
    try {
      return await (await session).ask(name, argument)
    } finally {
      underWay -= 1
    }
  })

  const end = (id: number) => {
    const line = lines.get(id)
    lines.delete(id)
    // Whoever waits for the sessions is told of their failure.
    void line?.then(
      session => session.close(),
      () => undefined,
    )
  }
  return {
    begin: window => {
      end(window.id)
      const batch = batchTells(told => {
        if (!window.isDestroyed()) window.send(tellChannel, told)
      })
      const line = sessions.then(open => batched(open(batch.tell), batch))
      line.catch(() => undefined)
      lines.set(window.id, line)
    },
    isAsked: () => underWay > 0,
    end: window => end(window.id),
    close: () => {
      for (const id of lines.keys()) end(id)
      ipcMain.removeHandler(askChannel)
    },
  }
}

/** What was told before an answer is with the window before it. */
function batched(session: WindowSession, batch: TellBatch): WindowSession {
  return {
    ...session,
    ask: async (name, argument) => {
      const reply = await session.ask(name, argument)
      batch.flush()
      return reply
    },
    close: () => {
      batch.close()
      session.close()
    },
  }
}
