// A loopback server that sends back what it gets, half-close included.
import { once } from 'node:events'
import net from 'node:net'

export type EchoServer = {
  readonly port: number
  readonly connections: () => number
  readonly close: () => Promise<void>
}

/** `serve` instead of echoing, for servers that do something else with each connection. */
export async function startEchoServer(serve?: (socket: net.Socket) => void): Promise<EchoServer> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // Tests cut connections; `close` follows and does the work.
    socket.on('error', () => socket.destroy())
    if (serve) serve(socket)
    else socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as net.AddressInfo).port,
    connections: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}
