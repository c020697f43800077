// What stands behind the SSH server when bytes are counted: sends numbered ones, or says the hash of what it got. A process
// of its own, so that it takes neither time nor memory from the one that is measured.
import { createHash } from 'node:crypto'
import net from 'node:net'
import { headBytes, readRequest } from '../../../bench/support/service-protocol.ts'
import { pourNumbered } from './numbered-bytes.ts'

const server = net.createServer({ noDelay: true, allowHalfOpen: true }, socket => {
  socket.on('error', () => socket.destroy())
  socket.once('data', first => {
    const { kind, bytes } = readRequest(first)
    if (kind === 'send') void pourNumbered(socket, bytes).then(() => socket.end())
    else hashAll(socket, bytes, first.subarray(headBytes))
  })
})

function hashAll(socket: net.Socket, bytes: number, first: Buffer): void {
  const hash = createHash('sha256')
  let got = 0
  const take = (piece: Buffer): void => {
    hash.update(piece)
    got += piece.length
    if (got >= bytes) socket.end(hash.digest('hex'))
  }
  socket.on('data', take)
  if (first.length > 0) take(first)
}

server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as net.AddressInfo).port })
})
process.on('disconnect', () => process.exit())
