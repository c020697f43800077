import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { keepAlive } from '../../../src-main/gateway/liveness.ts'

const intervalMs = 1_000
const servers: WebSocketServer[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(async () => {
  vi.useRealTimers()
  for (const server of servers.splice(0)) server.close()
})

/** A client that answers no pings, and the gateway's end of its connection. */
async function connectMute() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  servers.push(server)
  const arrived = once(server, 'connection')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong: false })
  const [socket, request] = (await arrived) as [WebSocket, { socket: Socket }]
  await once(client, 'open')
  return { client, socket, wire: request.socket }
}

test('a client is alive as long as anything comes from it, and cut off when nothing does', async () => {
  const { client, socket, wire } = await connectMute()
  const onSilent = vi.fn<() => void>()
  keepAlive(socket, wire, intervalMs, onSilent)

  for (let round = 0; round < 3; round += 1) {
    vi.advanceTimersByTime(intervalMs)
    const heard = once(socket, 'message')
    client.send('not a pong')
    await heard
  }
  vi.advanceTimersByTime(intervalMs)
  expect(onSilent).not.toHaveBeenCalled()

  const closed = once(client, 'close')
  vi.advanceTimersByTime(intervalMs)
  expect(onSilent).toHaveBeenCalledOnce()
  await closed
})
