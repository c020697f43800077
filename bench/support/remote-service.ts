// What stands behind the SSH server: sends, swallows, echoes or greets, as the first nine bytes ask. A process of its own,
// so that it takes no time from the one that measures.
import net from 'node:net'
import { headBytes, readRequest } from './service-protocol.ts'

const block = Buffer.alloc(1024 * 1024, 7)

function send(socket: net.Socket, bytes: number): void {
  let left = bytes
  const more = (): void => {
    while (left > 0) {
      const piece = left >= block.length ? block : block.subarray(0, left)
      left -= piece.length
      if (!socket.write(piece)) {
        socket.once('drain', more)
        return
      }
    }
  }
  more()
}

function swallow(socket: net.Socket, bytes: number, already: number): void {
  let got = already
  const check = (): void => {
    if (got >= bytes) socket.write('k')
  }
  socket.on('data', chunk => {
    got += chunk.length
    check()
  })
  check()
}

function echo(socket: net.Socket, already: Buffer): void {
  if (already.length > 0) socket.write(already)
  socket.on('data', chunk => socket.write(chunk))
}

const server = net.createServer({ noDelay: true }, socket => {
  // Those who measure cut connections; `close` follows.
  socket.on('error', () => socket.destroy())
  socket.once('data', first => {
    const request = readRequest(first)
    const rest = first.subarray(headBytes)
    if (request.kind === 'send') send(socket, request.bytes)
    else if (request.kind === 'swallow') swallow(socket, request.bytes, rest.length)
    else if (request.kind === 'echo') echo(socket, rest)
    // 'stall': nothing is read from here on.
    else socket.pause()
  })
})
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as net.AddressInfo).port })
})
process.on('disconnect', () => process.exit())
