// TLS in front of a plain server on loopback, as a proxy on a gateway's host does it; its certificate can be exchanged.
import { connect, type AddressInfo, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { Certificate } from './certificates.ts'

export type TlsFront = {
  readonly host: '127.0.0.1'
  readonly port: number
  /** To connections from now on; those that are open go on. */
  readonly present: (certificate: Certificate) => void
  /** What clients sent inside of TLS since the certificate was exchanged, in bytes. */
  readonly heard: () => number
  /** TLS handshakes that were begun since then, whether or not they came to anything. */
  readonly dials: () => number
  readonly close: () => Promise<void>
}

export async function startTlsFront(certificate: Certificate, port: number): Promise<TlsFront> {
  const sockets = new Set<Socket>()
  let [heard, dials, age] = [0, 0, 0]
  const server = createServer(certificate, client => {
    const ofAge = age
    const far = connect(port, '127.0.0.1')
    for (const socket of [client, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => {
        sockets.delete(socket)
        client.destroy()
        far.destroy()
      })
    }
    client.on('data', data => {
      if (ofAge === age) heard += data.length
    })
    client.pipe(far).pipe(client)
  })
  server.on('connection', (socket: Socket) => {
    dials += 1
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    present: next => {
      server.setSecureContext(next)
      age += 1
      heard = 0
      dials = 0
    },
    heard: () => heard,
    dials: () => dials,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
