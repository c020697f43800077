// Tailscale Serve as a page and a gateway see it: HTTPS under the computer's name in the tailnet, forwarded to loopback
// with the headers Serve sets (tailscale.com/kb/1312), Host as the browser wrote it.
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { makeCertificate } from './certificates.ts'
import { tailnetName } from './tailscale-standin.ts'

export type ServeProxy = {
  /** `https://NAME:PORT`. */
  readonly origin: string
  readonly close: () => Promise<void>
}

/** `from` is the client's address in the tailnet. */
export async function startServeProxy(gatewayPort: number, from: string): Promise<ServeProxy> {
  const { key, cert } = await makeCertificate()
  const server = createServer({ key, cert })
  const wires = new Set<Duplex>()
  const forward = (incoming: IncomingMessage) => {
    const headers: OutgoingHttpHeaders = {
      ...incoming.headers,
      'x-forwarded-for': from,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': incoming.headers.host,
    }
    const { method, url: path } = incoming
    return request({ host: '127.0.0.1', port: gatewayPort, method, path, headers })
  }
  server.on('connection', wire => {
    wires.add(wire)
    wire.once('close', () => wires.delete(wire))
  })
  server.on('request', (incoming, outgoing) => {
    const sent = forward(incoming)
    sent.on('response', answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    sent.on('error', () => outgoing.destroy())
    incoming.pipe(sent)
  })
  server.on('upgrade', (incoming: IncomingMessage, wire: Duplex) => {
    const sent = forward(incoming)
    sent.on('upgrade', (answer, far: Duplex, first: Buffer) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`)
      wire.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'))
      // The gateway speaks first, often in the same packet.
      wire.write(first)
      far.pipe(wire).pipe(far)
      for (const end of [far, wire]) end.on('error', () => [far, wire].forEach(each => each.destroy()))
    })
    sent.on('response', () => wire.destroy())
    sent.on('error', () => wire.destroy())
    sent.end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `https://${tailnetName}:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const wire of wires) wire.destroy()
      await closed
    },
  }
}
