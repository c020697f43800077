// Serves a client no faster than it reads its answers. Whoever only asks would otherwise cost all the memory; held up like
// this, its own system has to keep what it goes on sending.
import type { Socket } from 'node:net'
import { WebSocket, type RawData } from 'ws'
import type { FrameSocket } from './frame-socket.ts'

/** Takes what the client sends until it is gone. `early` is what came before there was anyone to serve it. */
export function takeInPace(
  { socket, wire, frames }: { socket: WebSocket; wire: Socket; frames: FrameSocket },
  early: readonly RawData[],
  serve: (data: RawData) => void,
) {
  // Pausing stops the next read; what the last one brought still comes, all at once.
  const waiting = [...early]
  const isOpen = () => socket.readyState === WebSocket.OPEN

  function take() {
    let served = 0
    while (isOpen() && served < waiting.length && frames.hasRoom()) {
      serve(waiting[served]!)
      served += 1
    }
    // Once the connection is on its way out, nobody is left to read an answer.
    waiting.splice(0, isOpen() ? served : waiting.length)
    const isHeldUp = waiting.length > 0
    if (isHeldUp && !socket.isPaused) socket.pause()
    if (!isHeldUp && socket.isPaused) socket.resume()
  }

  socket.removeAllListeners('message')
  socket.on('message', data => {
    waiting.push(data)
    if (waiting.length === 1) take()
  })
  wire.on('drain', take)
  take()
}
