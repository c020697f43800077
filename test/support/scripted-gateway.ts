// A small gateway on loopback that speaks protocol 4 and misbehaves on request. It checks what clients send as the real
// one does, so that a client that passes here is not merely agreeing with itself.
import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { freePort } from './free-port.ts'

export type ScriptedGatewayOptions = {
  /** Shared secret; absent: anybody with a device may come in. */
  readonly token?: string | undefined
  readonly password?: string | undefined
  readonly port?: number | undefined
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
  readonly tickIntervalMs?: number | undefined
  readonly maxPayload?: number | undefined
  /** Frames above this end the connection with 1009, whatever the greeting says. */
  readonly maxFrameBytes?: number | undefined
}

/** What the next connections meet; may be changed at any time. */
export type Behaviour = {
  /** A number: answers the upgrade with this HTTP status, and with these headers. */
  upgrade: 'accept' | number | 'never'
  upgradeHeaders: Readonly<Record<string, string>>
  /** What /healthz, /startupz and /readyz answer: a status, and what they name as failing. 404 where nothing is given. */
  signs: Readonly<Record<string, { readonly status: number; readonly failing?: readonly string[] }>>
  /** Takes connections and requests, and says nothing more on any of them. */
  hung: boolean
  /** `silent`: upgrades, then nothing. `chatter`: sends something that is no challenge. */
  challenge: 'send' | 'silent' | 'chatter'
  /** Refuses `connect` with this error and closes with this code. */
  refuse?: { readonly error: Record<string, unknown>; readonly closeCode: number } | undefined
  /** Devices wait for `approve`. */
  pairing: boolean
  /** Overrides in hello-ok. */
  hello: Record<string, unknown>
  /** Requests that are never answered. */
  unanswered: ReadonlySet<string>
  /** Methods that are answered with what these give. */
  answers: Readonly<Record<string, (params: Record<string, unknown>) => unknown>>
  ticks: boolean
  /** An event sent in one breath with the greeting. */
  behindHello?: string | undefined
  grantedScopes?: readonly string[] | undefined
}

export type Seen = {
  readonly connect: Record<string, unknown>
  readonly headers: IncomingMessage['headers']
}

export type ScriptedGateway = {
  readonly url: string
  readonly port: number
  readonly behaviour: Behaviour
  /** The `connect` params of every attempt, in order. */
  readonly seen: readonly Seen[]
  /** Upgrade requests, whether or not they led anywhere. */
  readonly upgrades: () => number
  readonly requests: readonly { readonly method: string; readonly params: unknown }[]
  /** Sends an event to everybody; `seq` counts on by itself unless it is given. */
  readonly send: (event: string, payload?: unknown, seq?: number) => void
  readonly approve: (requestId: string) => void
  /** Makes a device token worthless. */
  readonly revokeDeviceTokens: () => void
  /** As a restart looks: `shutdown`, close 1012. Goes on listening. */
  readonly restart: () => void
  /** Cuts every connection without a goodbye. */
  readonly cut: () => void
  readonly connections: () => number
  readonly close: () => Promise<void>
}

type Session = { readonly socket: WebSocket; seq: number; greeted: boolean }

export async function startScriptedGateway(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const behaviour: Behaviour = {
    upgrade: 'accept',
    upgradeHeaders: {},
    signs: {},
    hung: false,
    challenge: 'send',
    pairing: false,
    hello: {},
    unanswered: new Set(),
    answers: {},
    ticks: true,
  }
  const seen: Seen[] = []
  const requests: { method: string; params: unknown }[] = []
  const sessions = new Set<Session>()
  const sockets = new Set<Socket>()
  const approved = new Set<string>()
  const pending = new Map<string, string>()
  const deviceTokens = new Map<string, string>()
  let upgrades = 0

  const server: Server = options.tls ? createTlsServer(options.tls) : createServer()
  const acceptor = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    ...(options.maxFrameBytes === undefined ? {} : { maxPayload: options.maxFrameBytes }),
  })
  server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('request', (request, answer) => {
    const { status, failing = [] } = behaviour.signs[request.url?.slice(1) ?? ''] ?? { status: 404 }
    answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ failing }))
  })
  server.on('upgrade', (request, socket, head) => {
    upgrades += 1
    if (behaviour.upgrade === 'never' || behaviour.hung) {
      // Read on, or the client's leaving would go unnoticed.
      socket.on('end', () => socket.end()).resume()
      return
    }
    if (behaviour.upgrade !== 'accept') {
      const more = Object.entries(behaviour.upgradeHeaders).map(([name, value]) => `${name}: ${value}\r\n`)
      const answer = `HTTP/1.1 ${behaviour.upgrade} No\r\n${more.join('')}content-length: 0\r\n`
      socket.end(`${answer}connection: close\r\n\r\n`)
      return
    }
    acceptor.handleUpgrade(request, socket, head, webSocket => begin(webSocket, request))
  })

  function begin(socket: WebSocket, request: IncomingMessage): void {
    const session: Session = { socket, seq: 0, greeted: false }
    const nonce = randomUUID()
    sessions.add(session)
    socket.once('close', () => sessions.delete(session))
    socket.on('error', () => undefined)
    if (behaviour.challenge === 'silent') return
    if (behaviour.challenge === 'chatter') {
      socket.send(JSON.stringify({ hello: 'I am a chat server' }))
      return
    }
    socket.send(
      JSON.stringify({ type: 'event', event: 'connect.challenge', payload: { nonce, ts: Date.now() } }),
    )
    socket.on('message', (data: RawData) => {
      if (behaviour.hung) return
      const frame = JSON.parse((data as Buffer).toString('utf8')) as Frame
      if (session.greeted) answer(session, frame)
      else connect(session, frame, nonce, request)
    })
  }

  function connect(session: Session, frame: Frame, nonce: string, request: IncomingMessage): void {
    const params = frame.params as ConnectParams
    seen.push({ connect: frame.params as Record<string, unknown>, headers: request.headers })
    const refuse = (error: Record<string, unknown>, closeCode: number): void => {
      session.socket.send(JSON.stringify({ type: 'res', id: frame.id, ok: false, error }))
      session.socket.close(closeCode, 'refused')
    }
    if (behaviour.refuse) return refuse(behaviour.refuse.error, behaviour.refuse.closeCode)
    if (frame.method !== 'connect') return refuse({ code: 'INVALID_REQUEST', message: 'connect first' }, 1008)
    if (params.minProtocol > 4 || params.maxProtocol < 4) {
      return refuse(authError('PROTOCOL_MISMATCH', { expectedProtocol: 4 }), 1002)
    }
    const signatureFault = checkDevice(params, nonce)
    if (signatureFault) return refuse(authError(signatureFault), 1008)
    const method = authenticate(params)
    if (method.fault) return refuse(authError(method.fault), 1008)
    const deviceId = params.device.id
    if (behaviour.pairing && !approved.has(deviceId)) {
      const requestId = pending.get(deviceId) ?? randomUUID()
      pending.set(deviceId, requestId)
      const details = { code: 'PAIRING_REQUIRED', reason: 'not-paired', requestId, deviceId }
      return refuse({ code: 'NOT_PAIRED', message: 'pairing required', details }, 1008)
    }
    const deviceToken =
      deviceTokens.get(deviceId) ?? createHash('sha256').update(randomUUID()).digest('base64url')
    deviceTokens.set(deviceId, deviceToken)
    session.greeted = true
    session.socket.send(
      JSON.stringify({
        type: 'res',
        id: frame.id,
        ok: true,
        payload: {
          type: 'hello-ok',
          protocol: 4,
          server: { version: '2026.9.6', connId: randomUUID(), bootId: 'boot', fromTheFuture: true },
          features: { methods: ['health', 'chat.send'], events: ['tick', 'chat'], capabilities: [] },
          snapshot: {
            presence: [],
            health: {},
            stateVersion: { presence: 1, health: 1 },
            uptimeMs: 60_000,
            sessionDefaults: { mainSessionKey: 'agent:main:main' },
          },
          auth: {
            method: method.name,
            role: params.role,
            scopes: behaviour.grantedScopes ?? params.scopes,
            deviceToken,
          },
          policy: {
            maxPayload: options.maxPayload ?? 26_214_400,
            maxBufferedBytes: 52_428_800,
            tickIntervalMs: options.tickIntervalMs ?? 30_000,
          },
          ...behaviour.hello,
        },
      }),
    )
    if (behaviour.behindHello) send(behaviour.behindHello, {})
  }

  function authenticate(params: ConnectParams): { name?: string; fault?: string } {
    const { token, password, deviceToken } = params.auth ?? {}
    const known = deviceTokens.get(params.device.id)
    const offered = deviceToken ?? token
    if (known !== undefined && offered === known) return { name: 'device-token' }
    if (options.token === undefined && options.password === undefined) return { name: 'none' }
    if (options.token !== undefined && token === options.token) return { name: 'token' }
    if (options.password !== undefined && password === options.password) return { name: 'password' }
    if (deviceToken !== undefined) return { fault: 'AUTH_DEVICE_TOKEN_MISMATCH' }
    const wanted = options.token === undefined ? 'PASSWORD' : 'TOKEN'
    return { fault: (token ?? password) ? `AUTH_${wanted}_MISMATCH` : `AUTH_${wanted}_MISSING` }
  }

  function answer(session: Session, frame: Frame): void {
    requests.push({ method: frame.method, params: frame.params })
    if (behaviour.unanswered.has(frame.method)) return
    const reply = (ok: boolean, body: unknown): void =>
      session.socket.send(JSON.stringify({ type: 'res', id: frame.id, ok, [ok ? 'payload' : 'error']: body }))
    const own = behaviour.answers[frame.method]
    if (own) return reply(true, own((frame.params ?? {}) as Record<string, unknown>))
    switch (frame.method) {
      case 'health':
        return reply(true, healthAnswer())
      case 'echo':
        return reply(true, frame.params)
      case 'busy':
        return reply(false, {
          code: 'UNAVAILABLE',
          message: 'The server is busy',
          retryable: true,
          retryAfterMs: 250,
        })
      case 'forbidden':
        return reply(false, {
          code: 'FORBIDDEN',
          message: 'missing scope: operator.admin',
          details: {
            code: 'MISSING_SCOPE',
            missingScope: 'operator.admin',
            requiredScopes: ['operator.admin'],
          },
        })
      default:
        return reply(false, { code: 'INVALID_REQUEST', message: `unknown method: ${frame.method}` })
    }
  }

  function send(event: string, payload?: unknown, seq?: number): void {
    for (const session of sessions) {
      if (!session.greeted) continue
      session.seq = seq ?? session.seq + 1
      session.socket.send(JSON.stringify({ type: 'event', event, payload, seq: session.seq }))
    }
  }

  const ticker = setInterval(() => {
    if (behaviour.ticks && !behaviour.hung) send('tick', { ts: Date.now() })
  }, options.tickIntervalMs ?? 30_000)

  // It may end and come back on its port, which nobody else may be given in between.
  const port = options.port ?? (await freePort())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

  return {
    url: `${options.tls ? 'wss' : 'ws'}://127.0.0.1:${port}`,
    port,
    behaviour,
    seen,
    requests,
    upgrades: () => upgrades,
    send,
    approve: requestId => {
      for (const [deviceId, id] of pending) if (id === requestId) approved.add(deviceId)
    },
    revokeDeviceTokens: () => deviceTokens.clear(),
    restart: () => {
      send('shutdown', { reason: 'gateway stopping', restartExpectedMs: 1_000 })
      for (const session of sessions) session.socket.close(1012, 'service restart')
    },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    connections: () => sockets.size,
    close: async () => {
      clearInterval(ticker)
      for (const socket of sockets) socket.destroy()
      acceptor.close()
      if (server.listening) await new Promise(resolve => server.close(resolve))
    },
  }
}

type Frame = { readonly id: string; readonly method: string; readonly params?: unknown }
type ConnectParams = {
  readonly minProtocol: number
  readonly maxProtocol: number
  readonly client: Record<string, string>
  readonly role: string
  readonly scopes: readonly string[]
  readonly auth?: { readonly token?: string; readonly password?: string; readonly deviceToken?: string }
  readonly device: {
    readonly id: string
    readonly publicKey: string
    readonly signature: string
    readonly signedAt: number
    readonly nonce: string
  }
}

/** The device signature, payload v3, checked from the specification and not with the client's own helpers. */
function checkDevice(params: ConnectParams, nonce: string): string | undefined {
  const { device, client } = params
  const raw = Buffer.from(device.publicKey, 'base64url')
  if (createHash('sha256').update(raw).digest('hex') !== device.id) return 'DEVICE_AUTH_DEVICE_ID_MISMATCH'
  if (device.nonce !== nonce) return 'DEVICE_AUTH_NONCE_MISMATCH'
  if (Math.abs(Date.now() - device.signedAt) > 120_000) return 'DEVICE_AUTH_SIGNATURE_EXPIRED'
  const text = [
    'v3',
    device.id,
    client['id'],
    client['mode'],
    params.role,
    params.scopes.join(','),
    device.signedAt,
    params.auth?.token ?? params.auth?.deviceToken ?? '',
    nonce,
    (client['platform'] ?? '').toLowerCase(),
    (client['deviceFamily'] ?? '').toLowerCase(),
  ].join('|')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: device.publicKey } })
  const good = verify(null, Buffer.from(text), key, Buffer.from(device.signature, 'base64url'))
  return good ? undefined : 'DEVICE_AUTH_SIGNATURE_INVALID'
}

function authError(code: string, details: Record<string, unknown> = {}): Record<string, unknown> {
  return { code: 'INVALID_REQUEST', message: `refused: ${code}`, details: { code, ...details } }
}

function healthAnswer(): Record<string, unknown> {
  return {
    ok: true,
    ts: Date.now(),
    durationMs: 3,
    channels: { telegram: { configured: true, running: true } },
    channelOrder: ['telegram'],
    channelLabels: { telegram: 'Telegram' },
    agents: [{ agentId: 'main', isDefault: true, sessions: { count: 7 } }],
    sessions: { count: 7 },
    eventLoop: { degraded: false, reasons: [] },
    plugins: { errors: [] },
    modelRuntime: { degraded: false },
    fromTheFuture: { more: 1 },
  }
}
