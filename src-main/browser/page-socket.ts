// One page's WebSocket: frames in to the window session, answers and news out.
import { z } from 'zod'
import type { WebSocket } from 'ws'
import type { DoorFrame } from '../../src-shared/window-socket.ts'
import { batchTells } from '../desktop-api/batch-tells.ts'
import type { OpenWindowSession } from '../desktop-api/window-session.ts'

/** A page that takes nothing any more (a sleeping tab) is let go at this; it comes back when it wakes. */
const maxUnsentBytes = 64 * 1024 * 1024

const PageFrame = z.object({ id: z.int().nonnegative(), ask: z.string(), argument: z.unknown().optional() })
type PageFrame = z.infer<typeof PageFrame>

/** RFC 6455, 7.4.1: the endpoint received data that it cannot understand. */
const badDataCode = 1007

/** Serves the page until its socket closes. `isBack`: it had a socket before and has missed what was told since. */
export function servePage(socket: WebSocket, openSession: OpenWindowSession, isBack: boolean): void {
  const send = (frame: DoorFrame) => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > maxUnsentBytes) socket.terminate()
    else socket.send(JSON.stringify(frame))
  }
  const batch = batchTells(told => send({ told }))
  const session = openSession(batch.tell)
  const answer = async ({ id, ask, argument }: PageFrame): Promise<void> => {
    const reply = await session.ask(ask, argument)
    // What was told before an answer is with the page before it.
    batch.flush()
    send({ id, reply })
  }

  socket.on('close', () => {
    batch.close()
    session.close()
  })
  // A broken frame (RFC 6455) closes the socket by itself; the listener keeps it from ending the process.
  socket.on('error', () => socket.terminate())
  socket.on('message', (data, isBinary) => {
    const frame = isBinary ? undefined : readPageFrame(data as Buffer)
    if (!frame) return socket.close(badDataCode, 'not a question')
    void answer(frame)
  })
  if (isBack) session.tellPresent()
}

function readPageFrame(text: Buffer): PageFrame | undefined {
  let json: unknown
  try {
    json = JSON.parse(text.toString('utf8'))
  } catch {
    return undefined
  }
  return PageFrame.safeParse(json).data
}
