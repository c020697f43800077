// Small proxies on loopback: CONNECT over HTTP or TLS, and SOCKS 5. They look up names in a table of their own, so that a
// client that looks them up itself gets nowhere.
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream'

export type ProxyOptions = {
  /** `name:port` of a target, and the port on this computer that stands for it. Others cannot be reached. */
  readonly leadsTo?: Readonly<Record<string, number>>
  readonly login?: { readonly user: string; readonly password: string }
  /** What every request is answered with: an HTTP status, or the number of a SOCKS reply. */
  readonly refuse?: number
  /** HTTP: what a 407 offers, in place of Basic. */
  readonly challenge?: string
  readonly tls?: { readonly key: string; readonly cert: string }
}

export type TestProxy = {
  readonly port: number
  /** Where it was asked to lead to, in order, as it was asked. */
  readonly asked: readonly string[]
  readonly open: () => number
  readonly close: () => Promise<void>
}

export async function startHttpProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = []
  const server: Server = options.tls ? createHttpsServer(options.tls) : createHttpServer()
  const wanted =
    options.login && Buffer.from(`${options.login.user}:${options.login.password}`).toString('base64')
  server.on('connect', (request: IncomingMessage, stream: Duplex) => {
    const to = request.url ?? ''
    const answer = (status: number, more = '') =>
      void stream.end(`HTTP/1.1 ${status} No\r\n${more}content-length: 0\r\n\r\n`)
    stream.on('error', () => undefined)
    if (wanted !== undefined && request.headers['proxy-authorization'] !== `Basic ${wanted}`) {
      answer(407, `proxy-authenticate: ${options.challenge ?? 'Basic realm="test"'}\r\n`)
      return
    }
    asked.push(to)
    const port = options.leadsTo?.[to]
    if (options.refuse !== undefined) answer(options.refuse)
    else if (port === undefined) answer(502)
    else lead(stream, port, () => void stream.write('HTTP/1.1 200 Connection established\r\n\r\n'))
  })
  return listen(server, asked)
}

export async function startSocksProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = []
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    const read = reader(socket)
    serve(socket, read).catch(() => socket.destroy())
  })

  async function serve(socket: Socket, read: (count: number) => Promise<Buffer>): Promise<void> {
    const [, count = 0] = await read(2)
    const methods = [...(await read(count))]
    const method = options.login ? 2 : 0
    if (!methods.includes(method)) return void socket.end(Buffer.from([5, 255]))
    socket.write(Buffer.from([5, method]))
    if (options.login) {
      const user = (await read((await read(2))[1] ?? 0)).toString()
      const password = (await read((await read(1))[0] ?? 0)).toString()
      const isRight = user === options.login.user && password === options.login.password
      socket.write(Buffer.from([1, isRight ? 0 : 1]))
      if (!isRight) return void socket.end()
    }
    const [, , , type] = await read(4)
    const host =
      type === 3
        ? (await read((await read(1))[0] ?? 0)).toString()
        : type === 1
          ? [...(await read(4))].join('.')
          : `[${(await read(16)).toString('hex')}]`
    const to = `${host}:${(await read(2)).readUInt16BE()}`
    asked.push(to)
    const reply = (code: number) => Buffer.from([5, code, 0, 3, 4, ...Buffer.from('here'), 0, 1])
    const port = options.leadsTo?.[to]
    if (options.refuse !== undefined) return void socket.end(reply(options.refuse))
    if (port === undefined) return void socket.end(reply(4))
    lead(socket, port, () => void socket.write(reply(0)))
  }
  return listen(server, asked)
}

function lead(from: Duplex, port: number, ready: () => void): void {
  const to = connect(port, '127.0.0.1')
  to.once('connect', () => {
    ready()
    pipeline(from, to, from, () => undefined)
  })
  to.once('error', () => from.destroy())
}

/** What is not asked for stays in the stream. */
function reader(socket: Socket): (count: number) => Promise<Buffer> {
  return async count => {
    for (;;) {
      if (count === 0) return Buffer.alloc(0)
      const found = socket.read(count) as Buffer | null
      if (found) return found
      await once(socket, 'readable')
      if (socket.readableEnded) throw new Error('it ended')
    }
  }
}

async function listen(server: TcpServer, asked: readonly string[]): Promise<TestProxy> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    open: () => sockets.size,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
