// The client's end of a measured connection.
import { once } from 'node:events'
import net from 'node:net'
import { writeRequest } from './service-protocol.ts'

const block = Buffer.alloc(256 * 1024, 5)
// Large reads into memory used again: the one that measures should cost little itself.
const readMemory = Buffer.allocUnsafeSlow(1024 * 1024)

export type Connection = { readonly socket: net.Socket; onBytes: (count: number) => void }

export async function connectTo(port: number): Promise<Connection> {
  const onread: net.OnReadOpts = {
    buffer: readMemory,
    callback: count => {
      connection.onBytes(count)
      return true
    },
  }
  const connection = {
    socket: net.connect({ port, host: '127.0.0.1', noDelay: true, onread }),
    onBytes: (_count: number): void => undefined,
  }
  await once(connection.socket, 'connect')
  return connection
}

/** Settles when so many bytes have come; rejects when the connection ends before. */
export function received(connection: Connection, bytes: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let got = 0
  connection.onBytes = count => {
    got += count
    if (got >= bytes) resolve()
  }
  connection.socket.once('close', () => reject(new Error('the connection ended early')))
  return promise
}

/** Bytes per second that come down through the port. */
export async function download(port: number, bytes: number): Promise<number> {
  const connection = await connectTo(port)
  const startedOn = performance.now()
  const all = received(connection, bytes)
  connection.socket.write(writeRequest({ kind: 'send', bytes }))
  await all
  const seconds = (performance.now() - startedOn) / 1000
  connection.socket.destroy()
  return bytes / seconds
}

/** Bytes per second that go up through the port, until the other side says that it has them all. */
export async function upload(port: number, bytes: number): Promise<number> {
  const connection = await connectTo(port)
  const startedOn = performance.now()
  const confirmed = received(connection, 1)
  connection.socket.write(writeRequest({ kind: 'swallow', bytes }))
  for (let left = bytes; left > 0; left -= block.length) {
    const piece = left >= block.length ? block : block.subarray(0, left)
    if (!connection.socket.write(piece)) await once(connection.socket, 'drain')
  }
  await confirmed
  const seconds = (performance.now() - startedOn) / 1000
  connection.socket.destroy()
  return bytes / seconds
}

/** Milliseconds for each of `count` messages there and back, one after the other. */
export async function roundTrips(port: number, count: number, bytes: number): Promise<number[]> {
  const connection = await connectTo(port)
  connection.socket.write(writeRequest({ kind: 'echo', bytes: 0 }))
  const message = Buffer.alloc(bytes, 1)
  const times: number[] = []
  for (let turn = 0; turn < count; turn++) {
    const startedOn = performance.now()
    const back = received(connection, bytes)
    connection.socket.write(message)
    await back
    times.push(performance.now() - startedOn)
    connection.socket.removeAllListeners('close')
  }
  connection.socket.destroy()
  return times
}
